/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/backlog.h"

#define MAX_SHARES 1024

static gsize
get_size (const RmgShare *share)
{
  return share->buffer != NULL ? gst_buffer_get_size (share->buffer) : 0;
}

void
rmg_share_clear (RmgShare *share)
{
  gst_clear_caps (&share->caps);
  gst_clear_buffer (&share->buffer);
}

void
rmg_backlog_init (RmgBacklog *self)
{
  g_queue_init (&self->shares);
  self->n_bytes = 0;
  self->n_ends = 0;
}

void
rmg_backlog_clear (RmgBacklog *self)
{
  RmgShare share;

  while (rmg_backlog_pop (self, &share))
    rmg_share_clear (&share);
}

gboolean
rmg_backlog_has_room (const RmgBacklog *self, guint64 max_bytes)
{
  return self->n_bytes < max_bytes && self->shares.length < MAX_SHARES;
}

void
rmg_backlog_push (
    RmgBacklog *self, GstCaps *caps, GstBuffer *buffer, gboolean ends)
{
  RmgShare *share = g_new0 (RmgShare, 1);

  gst_caps_replace (&share->caps, caps);
  share->buffer = buffer;
  share->ends = ends;
  self->n_bytes += get_size (share);
  self->n_ends += ends ? 1 : 0;
  g_queue_push_tail (&self->shares, share);
}

gboolean
rmg_backlog_pop (RmgBacklog *self, RmgShare *share)
{
  g_autofree RmgShare *first = g_queue_pop_head (&self->shares);

  if (first == NULL)
    return FALSE;
  *share = *first;
  self->n_bytes -= get_size (share);
  self->n_ends -= share->ends ? 1 : 0;
  return TRUE;
}

gboolean
rmg_backlog_is_open (const RmgBacklog *self)
{
  const RmgShare *last = g_queue_peek_tail ((GQueue *) &self->shares);

  return last != NULL && !last->ends;
}
