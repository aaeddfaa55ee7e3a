/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/gate.h"

typedef struct
{
  GstMiniObject *object; /* buffer, event, or NULL for a gap */
  guint64 start, end;
} Piece;

typedef struct
{
  guint64 start, end;
} Passage;

static void
free_piece (gpointer data)
{
  Piece *piece = data;

  if (piece->object != NULL)
    gst_mini_object_unref (piece->object);
  g_free (piece);
}

void
rmg_vad_gate_init (RmgVadGate *self)
{
  g_queue_init (&self->pieces);
  self->passages = g_array_new (FALSE, FALSE, sizeof (Passage));
}

void
rmg_vad_gate_clear (RmgVadGate *self)
{
  g_queue_clear_full (&self->pieces, free_piece);
  g_clear_pointer (&self->passages, g_array_unref);
}

void
rmg_vad_gate_reset (RmgVadGate *self)
{
  g_queue_clear_full (&self->pieces, free_piece);
  g_array_set_size (self->passages, 0);
  self->pushed = 0;
  self->released = 0;
  self->held_bytes = 0;
}

static void
add_piece (RmgVadGate *self, GstMiniObject *object, guint64 n_frames)
{
  Piece *piece = g_new (Piece, 1);

  *piece = (Piece){ object, self->pushed, self->pushed + n_frames };
  self->pushed = piece->end;
  g_queue_push_tail (&self->pieces, piece);
}

void
rmg_vad_gate_push (RmgVadGate *self, GstBuffer *buffer, guint64 n_frames)
{
  if (buffer != NULL)
    self->held_bytes += gst_buffer_get_size (buffer);
  add_piece (self, (GstMiniObject *) buffer, n_frames);
}

void
rmg_vad_gate_push_event (RmgVadGate *self, GstEvent *event)
{
  add_piece (self, GST_MINI_OBJECT_CAST (event), 0);
}

void
rmg_vad_gate_open (RmgVadGate *self, guint64 start)
{
  Passage passage = { MAX (start, self->released), G_MAXUINT64 };

  g_array_append_val (self->passages, passage);
}

void
rmg_vad_gate_widen (RmgVadGate *self, guint64 start)
{
  Passage *last;

  if (self->passages->len == 0)
    return;
  last = &g_array_index (self->passages, Passage, self->passages->len - 1);
  last->start = MIN (last->start, MAX (start, self->released));
}

void
rmg_vad_gate_close (RmgVadGate *self, guint64 end)
{
  Passage *last;

  if (self->passages->len == 0)
    return;
  last = &g_array_index (self->passages, Passage, self->passages->len - 1);
  last->end = MIN (last->end, MAX (end, self->released));
}

/* Returns: whether the frame at the head passes; @until becomes the end of
 * the frames that share its fate */
static gboolean
find_fate (RmgVadGate *self, guint64 *until)
{
  while (self->passages->len > 0) {
    const Passage *first = &g_array_index (self->passages, Passage, 0);

    if (self->released < first->start) {
      *until = MIN (*until, first->start);
      return FALSE;
    }
    if (self->released < first->end) {
      *until = MIN (*until, first->end);
      return TRUE;
    }
    g_array_remove_index (self->passages, 0);
  }
  return FALSE;
}

/* Only the first part of a discontinuous buffer is discontinuous. */
static GstBuffer *
cut_piece (
    const Piece *piece, guint64 start, guint64 end, const GstAudioInfo *info)
{
  GstBuffer *buffer = gst_buffer_ref (GST_BUFFER_CAST (piece->object));

  if (start == piece->start && end == piece->end)
    return buffer;
  buffer = gst_audio_buffer_truncate (
      buffer, GST_AUDIO_INFO_BPF (info), start - piece->start, end - start);
  if (start == piece->start)
    return buffer;
  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_FLAG_UNSET (
      buffer, GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_RESYNC);
  return buffer;
}

static void
drop_head (RmgVadGate *self)
{
  Piece *piece = g_queue_pop_head (&self->pieces);

  if (piece->object != NULL && GST_IS_BUFFER (piece->object))
    self->held_bytes -= gst_buffer_get_size (GST_BUFFER_CAST (piece->object));
  free_piece (piece);
}

static gboolean
release_event (RmgVadGate *self, RmgVadGateItem *item)
{
  Piece *piece = g_queue_peek_head (&self->pieces);

  if (piece->object == NULL || !GST_IS_EVENT (piece->object))
    return FALSE;
  *item = (RmgVadGateItem){ RMG_VAD_GATE_EVENT, piece->start, piece->end,
    g_steal_pointer (&piece->object) };
  drop_head (self);
  return TRUE;
}

gboolean
rmg_vad_gate_release (RmgVadGate *self, guint64 until, const GstAudioInfo *info,
    RmgVadGateItem *item)
{
  Piece *piece = g_queue_peek_head (&self->pieces);
  guint64 end;
  gboolean passes;

  if (piece == NULL)
    return FALSE;
  if (release_event (self, item))
    return TRUE;
  if (self->released >= until)
    return FALSE;

  end = MIN (until, piece->end);
  passes = find_fate (self, &end) && piece->object != NULL;
  *item = (RmgVadGateItem){
    .kind = passes ? RMG_VAD_GATE_PASS : RMG_VAD_GATE_DROP,
    .start = self->released,
    .end = end,
  };
  if (passes)
    item->object =
        GST_MINI_OBJECT_CAST (cut_piece (piece, self->released, end, info));
  self->released = end;
  if (end == piece->end)
    drop_head (self);
  return TRUE;
}
