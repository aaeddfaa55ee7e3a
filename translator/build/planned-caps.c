/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/build/planned-caps.h"

typedef struct
{
  GstPadQueryFunction original;
  GstCaps *caps;
} Planned;

static void
free_planned (gpointer data)
{
  Planned *planned = data;

  gst_caps_unref (planned->caps);
  g_free (planned);
}

static gboolean
answer_caps (const Planned *planned, GstQuery *query)
{
  g_autoptr (GstCaps) answer = NULL;
  GstCaps *filter;

  gst_query_parse_caps (query, &filter);
  answer = filter != NULL ? gst_caps_intersect_full (
                                filter, planned->caps, GST_CAPS_INTERSECT_FIRST)
                          : gst_caps_ref (planned->caps);
  if (gst_caps_is_empty (answer))
    return FALSE;
  gst_query_set_caps_result (query, answer);
  return TRUE;
}

static gboolean
answer_accept_caps (const Planned *planned, GstQuery *query)
{
  GstCaps *caps;

  gst_query_parse_accept_caps (query, &caps);
  if (!gst_caps_is_subset (caps, planned->caps))
    return FALSE;
  gst_query_set_accept_caps_result (query, TRUE);
  return TRUE;
}

static gboolean
answer (GstPad *pad, GstObject *parent, GstQuery *query)
{
  const Planned *planned = pad->querydata;

  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS && answer_caps (planned, query))
    return TRUE;
  if (GST_QUERY_TYPE (query) == GST_QUERY_ACCEPT_CAPS &&
      answer_accept_caps (planned, query))
    return TRUE;
  return planned->original (pad, parent, query);
}

void
rmg_planned_caps_install (GstPad *pad, GstCaps *caps)
{
  g_autoptr (GstCaps) template = NULL;
  g_autoptr (GstCaps) possible = NULL;
  Planned *planned;

  if (gst_caps_is_any (caps) || pad->querydata != NULL ||
      GST_PAD_QUERYFUNC (pad) == NULL || GST_PAD_QUERYFUNC (pad) == answer)
    return;
  template = gst_pad_get_pad_template_caps (pad);
  possible = gst_caps_intersect_full (caps, template, GST_CAPS_INTERSECT_FIRST);
  if (gst_caps_is_empty (possible))
    return;
  planned = g_new (Planned, 1);
  planned->original = GST_PAD_QUERYFUNC (pad);
  planned->caps = g_steal_pointer (&possible);
  gst_pad_set_query_function_full (pad, answer, planned, free_planned);
}
