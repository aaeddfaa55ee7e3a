/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/idle.h"

#define MAX_UPSTREAM 32

/* A task that is paused before it pushes the end of the stream holds the stream lock
 * until it returns. */
static gboolean
has_returned (GstPad *pad)
{
  if (!GST_PAD_STREAM_TRYLOCK (pad))
    return FALSE;
  GST_PAD_STREAM_UNLOCK (pad);
  return TRUE;
}

static gboolean
is_running (GstPad *pad)
{
  gboolean has_task, is_started;

  GST_OBJECT_LOCK (pad);
  has_task = GST_PAD_TASK (pad) != NULL;
  is_started =
      has_task && gst_task_get_state (GST_PAD_TASK (pad)) == GST_TASK_STARTED;
  GST_OBJECT_UNLOCK (pad);
  return is_started || (has_task && !has_returned (pad));
}

static gboolean
has_running_pad (GstElement *element)
{
  gboolean running = FALSE;

  GST_OBJECT_LOCK (element);
  for (GList *item = element->pads; item != NULL && !running; item = item->next)
    running = is_running (item->data);
  GST_OBJECT_UNLOCK (element);
  return running;
}

static int
compare_running (gconstpointer item, gconstpointer unused)
{
  return has_running_pad (g_value_get_object (item)) ? 0 : 1;
}

static gboolean
is_inside_running (GstBin *bin)
{
  GstIterator *elements = gst_bin_iterate_recurse (bin);
  GValue found = G_VALUE_INIT;
  gboolean running =
      gst_iterator_find_custom (elements, compare_running, &found, NULL);

  if (running)
    g_value_unset (&found);
  gst_iterator_free (elements);
  return running;
}

/* The element whose output feeds @sink_pad, without ghost pads. */
static GstElement *
find_upstream (GstPad *sink_pad)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (sink_pad);

  while (peer != NULL && GST_IS_GHOST_PAD (peer)) {
    GstPad *target = gst_ghost_pad_get_target (GST_GHOST_PAD (peer));

    gst_object_unref (peer);
    peer = target;
  }
  return peer != NULL ? gst_pad_get_parent_element (peer) : NULL;
}

/* A source starts its task in the change to PAUSED, after the elements downstream:
 * on a busy machine, long after them. */
static gboolean
has_started (GstElement *source)
{
  gboolean has_started;

  GST_OBJECT_LOCK (source);
  has_started = GST_STATE (source) >= GST_STATE_PAUSED;
  GST_OBJECT_UNLOCK (source);
  return has_started;
}

/* Returns: (transfer full) (nullable): an input of @element */
static GstPad *
get_input (GstElement *element)
{
  GstPad *pad = NULL;

  GST_OBJECT_LOCK (element);
  if (element->sinkpads != NULL)
    pad = gst_object_ref (element->sinkpads->data);
  GST_OBJECT_UNLOCK (element);
  return pad;
}

static gboolean
is_upstream_running (GstPad *sink_pad)
{
  g_autoptr (GstPad) pad = gst_object_ref (sink_pad);

  for (guint i = 0; i < MAX_UPSTREAM; i++) {
    g_autoptr (GstElement) element = find_upstream (pad);

    if (element == NULL)
      return TRUE; /* not known */
    if (has_running_pad (element))
      return TRUE;
    gst_object_unref (pad);
    pad = get_input (element);
    if (pad == NULL)
      return !has_started (element);
  }
  return TRUE;
}

gboolean
rmg_idle_check (GstBin *bin, GstPad *sink_pad)
{
  return !is_inside_running (bin) && !is_upstream_running (sink_pad);
}
