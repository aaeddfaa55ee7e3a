/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/carried.h"

typedef struct
{
  guint64 start, end;
  gboolean voiced;
} FlaggedSpan;

void
rmg_vad_carried_init (RmgVadCarried *self)
{
  self->spans = g_array_new (FALSE, FALSE, sizeof (FlaggedSpan));
}

void
rmg_vad_carried_clear (RmgVadCarried *self)
{
  g_clear_pointer (&self->spans, g_array_unref);
}

void
rmg_vad_carried_reset (RmgVadCarried *self)
{
  g_array_set_size (self->spans, 0);
}

void
rmg_vad_carried_push (
    RmgVadCarried *self, GstBuffer *buffer, guint64 start, guint64 n_frames)
{
  const GstAudioLevelMeta *meta = gst_buffer_get_audio_level_meta (buffer);
  FlaggedSpan span = { start, start + n_frames, FALSE };

  if (meta == NULL || n_frames == 0)
    return;
  span.voiced = meta->voice_activity;
  g_array_append_val (self->spans, span);
}

static void
drop_before (RmgVadCarried *self, guint64 position)
{
  guint n = 0;

  while (n < self->spans->len &&
      g_array_index (self->spans, FlaggedSpan, n).end <= position)
    n++;
  if (n > 0)
    g_array_remove_range (self->spans, 0, n);
}

gboolean
rmg_vad_carried_take (
    RmgVadCarried *self, guint64 start, guint64 end, gboolean *voiced)
{
  gboolean found = FALSE;

  drop_before (self, start);
  *voiced = FALSE;
  for (guint i = 0; i < self->spans->len; i++) {
    const FlaggedSpan *span = &g_array_index (self->spans, FlaggedSpan, i);

    if (span->start >= end)
      break;
    found = TRUE;
    *voiced |= span->voiced;
  }
  return found;
}
