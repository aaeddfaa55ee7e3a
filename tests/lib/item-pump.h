/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The outputs of a session, item by item: for tests in which items fail. */
#pragma once

#include <rmg/session.h>

G_BEGIN_DECLS

/**
 * RmgTestItem:
 * @text: checksum of the outputs in their order, the caps included; buffers of the
 *   same caps are one run of bytes
 * @n_ends: number of outputs that have ended the item
 * @fault: (nullable): the fault in place of the outputs
 *
 * An item that was pulled.
 */
typedef struct
{
  char *text;
  guint n_ends;
  RmgFault *fault;
} RmgTestItem;

/** RmgTestItemFunc: called before each push, with the number of pushes so far. */
typedef void (*RmgTestItemFunc) (
    RmgSession *session, guint n_pushed, gpointer data);

/**
 * rmg_test_items_pump:
 * @session: a session in items framing
 * @inputs: (element-type GstSample): as for rmg_test_pump()
 * @before: (nullable)
 * @error: (out) (optional): failure of the session
 *
 * Runs the session to its end. An item without outputs has an entry, too.
 *
 * Returns: (transfer full) (element-type RmgTestItem): items in their order
 */
GPtrArray *rmg_test_items_pump (RmgSession *session, GPtrArray *inputs,
    RmgTestItemFunc before, gpointer data, GError **error);

/** rmg_test_items_pump_in_turns: as rmg_test_items_pump(), but pushes an item when all
 * outputs of the items before have been pulled. */
GPtrArray *rmg_test_items_pump_in_turns (
    RmgSession *session, GPtrArray *inputs, GError **error);

/**
 * rmg_test_items_compare:
 * @seen: (element-type RmgTestItem)
 * @expected: (element-type RmgTestItem)
 *
 * Asserts that each item of @seen has either one fault or its outputs, which are
 * those of @expected.
 *
 * Returns: number of items with a fault
 */
guint rmg_test_items_compare (GPtrArray *seen, GPtrArray *expected);

G_END_DECLS
