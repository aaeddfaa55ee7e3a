/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp3/summary.h"

#include <string.h>

#define N_POINTS 100 /* of the table of contents */
#define MAX_OFFSETS (8 * N_POINTS)

void
rmg_mp3_collector_init (RmgMp3Collector *self)
{
  *self = (RmgMp3Collector){ g_byte_array_new (),
    g_array_new (FALSE, FALSE, sizeof (guint32)), 1 };
}

void
rmg_mp3_collector_clear (RmgMp3Collector *self)
{
  g_clear_pointer (&self->pending, g_byte_array_unref);
  g_clear_pointer (&self->offsets, g_array_unref);
}

/* Keeps the table short: every second offset goes. */
static void
thin_out (RmgMp3Collector *self)
{
  guint32 *offsets = (guint32 *) (gpointer) self->offsets->data;
  const guint n_kept = (self->offsets->len + 1) / 2;

  for (guint i = 0; i < n_kept; i++)
    offsets[i] = offsets[2 * i];
  g_array_set_size (self->offsets, n_kept);
  self->step *= 2;
}

static void
note_frame (RmgMp3Collector *self, const RmgMp3Header *header)
{
  const guint32 offset = (guint32) MIN (self->n_bytes, G_MAXUINT32);

  if (self->first.word == 0)
    self->first = *header;
  self->is_variable |= header->bitrate_bps != self->first.bitrate_bps;
  if (self->n_frames % self->step == 0) {
    if (self->offsets->len == MAX_OFFSETS)
      thin_out (self);
    if (self->n_frames % self->step == 0)
      g_array_append_val (self->offsets, offset);
  }
  self->n_frames++;
  self->n_bytes += header->n_bytes;
}

void
rmg_mp3_collector_add (
    RmgMp3Collector *self, const guint8 *bytes, gsize n_bytes)
{
  gsize at = 0;

  self->crc = rmg_mp3_crc (self->crc, bytes, n_bytes);
  g_byte_array_append (self->pending, bytes, (guint) n_bytes);
  while (self->pending->len - at >= 4) {
    RmgMp3Header header;

    if (!rmg_mp3_header_read (&header, self->pending->data + at) ||
        header.n_bytes == 0) {
      at++;
      self->n_bytes++;
      continue;
    }
    if (self->pending->len - at < header.n_bytes)
      break;
    note_frame (self, &header);
    at += header.n_bytes;
  }
  g_byte_array_remove_range (self->pending, 0, (guint) at);
}

static void
fill_toc (const RmgMp3Collector *self, gsize info_bytes, RmgMp3Summary *summary)
{
  for (guint i = 0; i < N_POINTS && self->offsets->len > 0; i++) {
    const guint64 frame = self->n_frames * i / N_POINTS;
    const guint at = (guint) MIN (frame / self->step, self->offsets->len - 1);
    const guint64 offset =
        info_bytes + g_array_index (self->offsets, guint32, at);

    summary->toc[i] = (guint8) MIN (offset * 256 / summary->bytes, 255);
  }
}

void
rmg_mp3_collector_finish (const RmgMp3Collector *self, guint64 n_samples,
    guint delay, gsize info_bytes, RmgMp3Summary *summary)
{
  const guint64 n_coded = self->n_frames * self->first.samples;
  const guint64 n_bytes = self->n_bytes + self->pending->len + info_bytes;

  *summary = (RmgMp3Summary){
    .frames = (guint32) MIN (self->n_frames, G_MAXUINT32),
    .bytes = (guint32) MIN (n_bytes, G_MAXUINT32),
    .delay = delay,
    .padding =
        n_coded > n_samples + delay ? (guint) (n_coded - n_samples - delay) : 0,
    .is_variable = self->is_variable,
    .music_crc = self->crc,
  };
  fill_toc (self, info_bytes, summary);
}
