/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The border between two items: one serialised custom event, "rmg-item-end".
 * An element of this project drains, pushes the drained data, resets
 * to the state after start() and forwards the event; caps and segment stay. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_item_end_new:
 * @item: number of the item that ends here, counted from 0 in the session
 * @last: %FALSE where a join ends one leg's share of the item and more follow
 *
 * Returns: (transfer full): the event
 */
GstEvent *rmg_item_end_new (guint64 item, gboolean last);

/**
 * rmg_item_end_renew:
 * @event: (transfer full) (nullable): an earlier event of rmg_item_end_new()
 *
 * rmg_item_end_new() without an allocation, if no other user has a reference to
 * @event any more.
 *
 * Returns: (transfer full): the event
 */
GstEvent *rmg_item_end_renew (GstEvent *event, guint64 item, gboolean last);

/**
 * rmg_item_end_parse:
 * @event: any event
 * @item: (out) (optional): number of the item
 * @last: (out) (optional): whether the item is complete
 *
 * Returns: whether @event is an item's end; the outputs are set only then
 */
gboolean rmg_item_end_parse (GstEvent *event, guint64 *item, gboolean *last);

/**
 * rmg_item_end_add_result:
 * @event: (transfer full): the end of an item
 * @name: name of the element
 * @result: (transfer full): its result
 *
 * Attaches a result for the item, such as the counts of a VAD, to the border after
 * the item, for the collector of the item.
 *
 * Returns: (transfer full): the event to forward in place of @event
 */
GstEvent *rmg_item_end_add_result (
    GstEvent *event, const char *name, GstStructure *result);

/**
 * rmg_item_end_get_results:
 * @event: an item's end
 *
 * Returns: (transfer none) (nullable): a structure with one #GstStructure
 *   field for each element that added a result
 */
const GstStructure *rmg_item_end_get_results (GstEvent *event);

G_END_DECLS
