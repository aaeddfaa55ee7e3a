/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join/upstream.h"

/* Returns: (transfer full) (nullable): the pad that feeds @pad across the border
 *   of a bin */
static GstPad *
cross_border (GstPad *pad)
{
  g_autoptr (GstProxyPad) internal = NULL;

  if (GST_IS_GHOST_PAD (pad))
    return gst_ghost_pad_get_target (GST_GHOST_PAD (pad));
  internal = gst_proxy_pad_get_internal (GST_PROXY_PAD (pad));
  return internal != NULL ? gst_pad_get_peer (GST_PAD (internal)) : NULL;
}

/* Returns: (transfer full) (nullable): the element that feeds @sink */
static GstElement *
get_feeder (GstPad *sink)
{
  g_autoptr (GstPad) pad = gst_pad_get_peer (sink);

  while (pad != NULL && GST_IS_PROXY_PAD (pad)) {
    g_autoptr (GstPad) border = g_steal_pointer (&pad);

    pad = cross_border (border);
  }
  return pad != NULL ? gst_pad_get_parent_element (pad) : NULL;
}

static GList *
copy_sink_pads (GstElement *element)
{
  GList *pads;

  GST_OBJECT_LOCK (element);
  pads = g_list_copy_deep (
      element->sinkpads, (GCopyFunc) (GCallback) gst_object_ref, NULL);
  GST_OBJECT_UNLOCK (element);
  return pads;
}

static void
add_feeder (GPtrArray *elements, GstPad *sink)
{
  g_autoptr (GstElement) feeder = get_feeder (sink);

  if (feeder != NULL && !g_ptr_array_find (elements, feeder, NULL))
    g_ptr_array_add (elements, g_steal_pointer (&feeder));
}

/* Returns: (transfer full) (element-type GstElement): all elements upstream */
static GPtrArray *
find_upstream (GstPad *sink)
{
  GPtrArray *elements = g_ptr_array_new_with_free_func (gst_object_unref);

  add_feeder (elements, sink);
  for (guint i = 0; i < elements->len; i++) {
    GList *pads = copy_sink_pads (elements->pdata[i]);

    for (GList *item = pads; item != NULL; item = item->next)
      add_feeder (elements, item->data);
    g_list_free_full (pads, gst_object_unref);
  }
  return elements;
}

gboolean
rmg_join_shares_upstream (GstPad *a, GstPad *b)
{
  g_autoptr (GPtrArray) of_a = find_upstream (a);
  g_autoptr (GPtrArray) of_b = find_upstream (b);

  for (guint i = 0; i < of_a->len; i++)
    if (g_ptr_array_find (of_b, of_a->pdata[i], NULL))
      return TRUE;
  return FALSE;
}
