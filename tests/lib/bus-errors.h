/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Counts the error messages of a pipeline. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgTestErrors:
 * @lock: guards @n_errors, and the conditions that @changed signals
 * @changed: signalled by each error
 * @n_errors: errors so far
 */
typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_errors;
} RmgTestErrors;

/** rmg_test_errors_watch: counts from now on, and drops all messages. */
void rmg_test_errors_watch (RmgTestErrors *self, GstElement *pipeline);

/** rmg_test_errors_clear: @self is not used any more: the pipeline is freed. */
void rmg_test_errors_clear (RmgTestErrors *self);

G_END_DECLS
