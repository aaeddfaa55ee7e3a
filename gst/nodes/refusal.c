/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/refusal.h"

static char *
describe (GstPad *pad, const GstCaps *arrived)
{
  g_autoptr (GstCaps) accepted = gst_pad_get_pad_template_caps (pad);
  g_autofree char *arrived_text = gst_caps_to_string (arrived);
  g_autofree char *accepted_text = NULL;

  if (gst_caps_can_intersect (arrived, accepted))
    return g_strdup_printf ("%s arrived", arrived_text);
  accepted_text = gst_caps_to_string (accepted);
  return g_strdup_printf (
      "%s arrived, expected %s", arrived_text, accepted_text);
}

char *
rmg_refusal_describe (GstElement *element)
{
  char *text = NULL;
  GList *pads;

  GST_OBJECT_LOCK (element);
  pads = g_list_copy_deep (
      element->sinkpads, (GCopyFunc) (GCallback) gst_object_ref, NULL);
  GST_OBJECT_UNLOCK (element);
  for (GList *item = pads; item != NULL && text == NULL; item = item->next) {
    g_autoptr (GstPad) peer = gst_pad_get_peer (item->data);
    g_autoptr (GstCaps) arrived =
        peer != NULL ? gst_pad_get_current_caps (peer) : NULL;

    if (arrived != NULL)
      text = describe (item->data, arrived);
  }
  g_list_free_full (pads, gst_object_unref);
  return text;
}
