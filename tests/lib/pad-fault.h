/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Faults at a random pad of a running bin: also where no guard is, and in elements
 * that have no property for it. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_TEST_FAULT_MESSAGE, /* an error message; the buffer passes */
  RMG_TEST_FAULT_FLOW,    /* GST_FLOW_ERROR without a message */
  RMG_TEST_FAULT_MESSAGE_AND_FLOW,
} RmgTestFaultKind;
#define RMG_TEST_N_FAULT_KINDS 3

/**
 * RmgTestPadFault:
 * @kind: how the pad fails
 * @n_before: number of buffers that pass before
 * @n_times: number of buffers that fail
 * @before: (nullable): called on the streaming thread before the first failure
 * @data: passed to @before
 *
 * Must not be freed before the pad.
 */
typedef struct
{
  RmgTestFaultKind kind;
  guint n_before;
  guint n_times;
  void (*before) (gpointer data);
  gpointer data;
} RmgTestPadFault;

/** rmg_test_pad_fault_draw: sets kind and numbers. */
void rmg_test_pad_fault_draw (RmgTestPadFault *self, GRand *random);

/** rmg_test_pad_fault_install: lets the next buffers of @pad fail. */
void rmg_test_pad_fault_install (RmgTestPadFault *self, GstPad *pad);

/**
 * rmg_test_pick_pad:
 * @bin: a bin
 * @passive: factories of elements without faults of their own
 * @random: the choice depends on @random alone
 *
 * Returns: (transfer full) (nullable): a pad of an element in @bin, at any depth;
 *   %NULL if all of them are @passive
 */
GstPad *rmg_test_pick_pad (
    GstBin *bin, const char *const *passive, GRand *random);

G_END_DECLS
