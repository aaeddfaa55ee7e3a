/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Pushed data of an input that waits until the pipeline has completed the item
 * before it. Thread: the session's. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstCaps *caps;     /* (nullable) */
  GstBuffer *buffer; /* (nullable): only the end of an item */
  gboolean ends;
} RmgShare;

typedef struct
{
  GQueue shares; /* (element-type RmgShare) */
  gsize n_bytes;
  guint n_ends; /* shares that end an item */
} RmgBacklog;

void rmg_backlog_init (RmgBacklog *self);

/** rmg_backlog_clear: drops all shares. */
void rmg_backlog_clear (RmgBacklog *self);

/** rmg_backlog_has_room: whether less than @max_bytes and not too many buffers
 * wait. */
gboolean rmg_backlog_has_room (const RmgBacklog *self, guint64 max_bytes);

/** rmg_backlog_push: @buffer (transfer full) (nullable) */
void rmg_backlog_push (
    RmgBacklog *self, GstCaps *caps, GstBuffer *buffer, gboolean ends);

/** rmg_backlog_pop: the oldest share; %FALSE without one. @share (out):
 * clear it with rmg_share_clear(). */
gboolean rmg_backlog_pop (RmgBacklog *self, RmgShare *share);

/** rmg_backlog_is_open: whether the last share does not end its item. */
gboolean rmg_backlog_is_open (const RmgBacklog *self);

void rmg_share_clear (RmgShare *share);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RmgShare, rmg_share_clear)

G_END_DECLS
