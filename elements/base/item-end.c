/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/item-end.h"

#define ITEM_END_NAME "rmg-item-end"

GstEvent *
rmg_item_end_new (guint64 item, gboolean last)
{
  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
      gst_structure_new (ITEM_END_NAME, "item", G_TYPE_UINT64, item, "last",
          G_TYPE_BOOLEAN, last, NULL));
}

gboolean
rmg_item_end_parse (GstEvent *event, guint64 *item, gboolean *last)
{
  const GstStructure *structure;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CUSTOM_DOWNSTREAM)
    return FALSE;
  structure = gst_event_get_structure (event);
  if (!gst_structure_has_name (structure, ITEM_END_NAME))
    return FALSE;

  if (item != NULL)
    gst_structure_get_uint64 (structure, "item", item);
  if (last != NULL)
    gst_structure_get_boolean (structure, "last", last);
  return TRUE;
}

GstEvent *
rmg_item_end_add_result (
    GstEvent *event, const char *name, GstStructure *result)
{
  GstEvent *writable = gst_event_make_writable (event);
  const GstStructure *known = rmg_item_end_get_results (writable);
  g_autoptr (GstStructure) results = NULL;

  results = known != NULL ? gst_structure_copy (known)
                          : gst_structure_new_empty ("results");
  gst_structure_set (results, name, GST_TYPE_STRUCTURE, result, NULL);
  gst_structure_free (result);
  gst_structure_set (gst_event_writable_structure (writable), "results",
      GST_TYPE_STRUCTURE, results, NULL);
  return writable;
}

const GstStructure *
rmg_item_end_get_results (GstEvent *event)
{
  const GValue *value =
      gst_structure_get_value (gst_event_get_structure (event), "results");

  return value != NULL ? gst_value_get_structure (value) : NULL;
}
