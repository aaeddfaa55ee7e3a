/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/item-end.h"

/* Looked up once: the names of a structure cost more than the event. */
typedef struct
{
  GQuark name;
  GQuark item;
  GQuark last;
  GQuark results;
} Names;

static const Names *
get_names (void)
{
  static Names names;
  static gsize is_ready;

  if (g_once_init_enter (&is_ready)) {
    names.name = g_quark_from_static_string ("rmg-item-end");
    names.item = g_quark_from_static_string ("item");
    names.last = g_quark_from_static_string ("last");
    names.results = g_quark_from_static_string ("results");
    g_once_init_leave (&is_ready, 1);
  }
  return &names;
}

GstEvent *
rmg_item_end_new (guint64 item, gboolean last)
{
  const Names *names = get_names ();

  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
      gst_structure_new_id (names->name, names->item, G_TYPE_UINT64, item,
          names->last, G_TYPE_BOOLEAN, last, NULL));
}

/* The values are changed in place, since to set a field looks up its type. */
GstEvent *
rmg_item_end_renew (GstEvent *event, guint64 item, gboolean last)
{
  const Names *names = get_names ();
  const GstStructure *structure;

  if (event == NULL || !gst_event_is_writable (event) ||
      rmg_item_end_get_results (event) != NULL) {
    g_clear_pointer (&event, gst_event_unref);
    return rmg_item_end_new (item, last);
  }
  structure = gst_event_get_structure (event);
  g_value_set_uint64 (
      (GValue *) gst_structure_id_get_value (structure, names->item), item);
  g_value_set_boolean (
      (GValue *) gst_structure_id_get_value (structure, names->last), last);
  gst_event_set_seqnum (event, gst_util_seqnum_next ());
  return event;
}

gboolean
rmg_item_end_parse (GstEvent *event, guint64 *item, gboolean *last)
{
  const Names *names = get_names ();
  const GstStructure *structure;
  const GValue *number, *is_last;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CUSTOM_DOWNSTREAM)
    return FALSE;
  structure = gst_event_get_structure (event);
  if (gst_structure_get_name_id (structure) != names->name)
    return FALSE;
  number = gst_structure_id_get_value (structure, names->item);
  is_last = gst_structure_id_get_value (structure, names->last);
  if (number == NULL || !G_VALUE_HOLDS_UINT64 (number) || is_last == NULL ||
      !G_VALUE_HOLDS_BOOLEAN (is_last))
    return FALSE;

  if (item != NULL)
    *item = g_value_get_uint64 (number);
  if (last != NULL)
    *last = g_value_get_boolean (is_last);
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
  gst_structure_id_set (gst_event_writable_structure (writable),
      get_names ()->results, GST_TYPE_STRUCTURE, results, NULL);
  return writable;
}

const GstStructure *
rmg_item_end_get_results (GstEvent *event)
{
  const GValue *value = gst_structure_id_get_value (
      gst_event_get_structure (event), get_names ()->results);

  return value != NULL ? gst_value_get_structure (value) : NULL;
}
