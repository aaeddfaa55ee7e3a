/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/whole-item.h"

#include "gst/buffers/item-memory.h"
#include "gst/buffers/join.h"
#include "gst/session/io.h"
#include "gst/session/log.h"

void
rmg_whole_item_expect (
    RmgSession *self, const RmgInlet *inlet, GstCaps *caps, GstBuffer *buffer)
{
  GstAudioInfo own;
  const GstAudioInfo *info = rmg_inlet_get_info (inlet, caps, &own);

  if (info == NULL)
    return;
  for (guint i = 0; i < self->n_outlets; i++)
    rmg_item_memory_expect (self->outlets[i].memory, inlet->item,
        gst_buffer_get_size (buffer) / (gsize) GST_AUDIO_INFO_BPF (info),
        (guint) GST_AUDIO_INFO_RATE (info));
}

gboolean
rmg_whole_item_pop (RmgSession *self, RmgOutput *output)
{
  if (self->parts == NULL || gst_queue_array_is_empty (self->parts))
    return FALSE;
  *output = *(RmgOutput *) gst_queue_array_pop_head_struct (self->parts);
  return TRUE;
}

void
rmg_whole_item_clear (RmgSession *self)
{
  g_auto (RmgOutput) part = { NULL };

  while (rmg_whole_item_pop (self, &part))
    rmg_output_clear (&part);
  g_clear_pointer (&self->parts, gst_queue_array_free);
}

static RmgOutput *
peek (RmgSession *self, guint index)
{
  return gst_queue_array_peek_nth_struct (self->parts, index);
}

/* A source ends without an end of its item; then an item ends where the
 * output of another one follows.
 *
 * Returns: number of parts of the first item; 0 if more may follow */
static guint
count_complete (RmgSession *self, gboolean is_over)
{
  const guint n_parts = gst_queue_array_get_length (self->parts);
  const RmgOutput *first, *last;

  if (n_parts == 0)
    return 0;
  first = peek (self, 0);
  last = peek (self, n_parts - 1);
  if (last->node_id != first->node_id || last->item != first->item)
    return n_parts - 1;
  return last->buffer == NULL || is_over ? n_parts : 0;
}

/* Returns: number of parts of the first item; 0 if it is not complete for the
 * reason in @result */
static guint
collect (RmgSession *self, RmgSessionResult *result, GError **error)
{
  guint n_parts;

  *result = RMG_SESSION_OK;
  if (self->parts == NULL)
    self->parts = gst_queue_array_new_for_struct (sizeof (RmgOutput), 4);
  while ((n_parts = count_complete (self, *result == RMG_SESSION_EOS)) == 0 &&
      *result == RMG_SESSION_OK) {
    RmgOutput part = { NULL };

    *result = rmg_session_pull_part (self, &part, error);
    if (*result == RMG_SESSION_OK)
      gst_queue_array_push_tail_struct (self->parts, &part);
  }
  return n_parts;
}

static GPtrArray *
list_buffers (RmgSession *self, guint n_parts)
{
  GPtrArray *buffers = g_ptr_array_new ();

  for (guint i = 0; i < n_parts; i++)
    if (peek (self, i)->buffer != NULL)
      g_ptr_array_add (buffers, peek (self, i)->buffer);
  return buffers;
}

static gboolean
has_same_caps (RmgSession *self, guint n_parts)
{
  const GstCaps *caps = peek (self, 0)->caps;

  for (guint i = 1; i < n_parts; i++) {
    const RmgOutput *part = peek (self, i);

    if (part->buffer != NULL && part->caps != caps &&
        (part->caps == NULL || !gst_caps_is_equal (part->caps, caps)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
refuse (const RmgOutput *first, guint n_buffers, GError **error)
{
  g_autofree char *caps = gst_caps_to_string (first->caps);

  g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED,
      "node \"%s\": item %" G_GUINT64_FORMAT
      " has %u buffers, expected one, or audio of one format; the first has %s",
      first->node_id, first->item, n_buffers, caps);
  return FALSE;
}

/* Several buffers as one. */
static gboolean
join (RmgSession *self, guint n_parts, GPtrArray *buffers, RmgOutput *output,
    GError **error)
{
  RmgOutput *first = peek (self, 0);
  GstAudioInfo info;
  gboolean is_copy;

  if (first->caps == NULL || !has_same_caps (self, n_parts) ||
      !gst_audio_info_from_caps (&info, first->caps))
    return refuse (first, buffers->len, error);
  output->buffer = rmg_buffers_join (buffers, &info, &is_copy);
  if (output->buffer == NULL)
    return refuse (first, buffers->len, error);
  output->caps = gst_caps_ref (first->caps);
  if (is_copy)
    rmg_copies_add (
        self->copies, RMG_COPY_ITEM, gst_buffer_get_size (output->buffer));
  GST_LOG_OBJECT (self, "node %s: item %" G_GUINT64_FORMAT " of %u buffers%s",
      first->node_id, first->item, buffers->len, is_copy ? ", copied" : "");
  return TRUE;
}

static void
drop_parts (RmgSession *self, guint n_parts)
{
  for (guint i = 0; i < n_parts; i++) {
    g_auto (RmgOutput) part = { NULL };

    rmg_whole_item_pop (self, &part);
  }
}

/* The buffers before a fault are incomplete. */
static gboolean
take_fault (RmgSession *self, guint n_parts, RmgOutput *output)
{
  RmgOutput *last = peek (self, n_parts - 1);

  if (last->fault == NULL)
    return FALSE;
  output->node_id = last->node_id;
  output->item = last->item;
  output->fault = g_steal_pointer (&last->fault);
  drop_parts (self, n_parts);
  return TRUE;
}

static gboolean
take_item (RmgSession *self, guint n_parts, RmgOutput *output, GError **error)
{
  g_autoptr (GPtrArray) buffers = list_buffers (self, n_parts);
  RmgOutput *first = peek (self, 0);

  if (take_fault (self, n_parts, output))
    return TRUE;
  output->node_id = first->node_id;
  output->item = first->item;
  if (buffers->len == 1) {
    output->buffer = g_steal_pointer (&first->buffer);
    output->caps = g_steal_pointer (&first->caps);
  } else if (buffers->len > 1 &&
      !join (self, n_parts, buffers, output, error)) {
    return FALSE;
  }
  output->results = g_steal_pointer (&peek (self, n_parts - 1)->results);
  drop_parts (self, n_parts);
  return TRUE;
}

static RmgSessionResult
refuse_stream (GError **error)
{
  g_set_error_literal (error, RMG_ERROR, RMG_ERROR_FAILED,
      "a session with stream framing has no items; use rmg_session_pull()");
  return RMG_SESSION_ERROR;
}

RmgSessionResult
rmg_session_pull_item (RmgSession *self, RmgOutput *output, GError **error)
{
  RmgSessionResult result;
  guint n_parts;

  g_return_val_if_fail (self != NULL && output != NULL, RMG_SESSION_ERROR);

  *output = (RmgOutput){ NULL };
  if (self->plan->framing != RMG_FRAMING_ITEMS)
    return refuse_stream (error);
  n_parts = collect (self, &result, error);
  if (n_parts == 0)
    return result;
  return take_item (self, n_parts, output, error) ? RMG_SESSION_OK
                                                  : RMG_SESSION_ERROR;
}

guint64
rmg_session_get_item_copies (RmgSession *self)
{
  guint64 n_bytes;

  g_return_val_if_fail (RMG_IS_SESSION (self), 0);

  return rmg_copies_get (self->copies, RMG_COPY_ITEM, &n_bytes);
}
