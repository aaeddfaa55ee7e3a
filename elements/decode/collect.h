/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Joins the small buffers of a decoder, such as 20 ms of Opus, to buffers that cost
 * less for each frame downstream. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/* Frames of a joined buffer, at least; its last part may exceed them. */
#define RMG_COLLECT_FRAMES 8192

typedef struct
{
  GstAudioInfo info;
  GQueue held; /* (element-type GstBuffer): consecutive */
  gsize n_frames;
  GstClockTime next; /* end of the last held buffer, or none */
} RmgCollect;

void rmg_collect_init (RmgCollect *self);

/** rmg_collect_clear: drops the held buffers. */
void rmg_collect_clear (RmgCollect *self);

/** rmg_collect_set_info: the format of the buffers that follow; none is held. */
void rmg_collect_set_info (RmgCollect *self, const GstAudioInfo *info);

/** rmg_collect_add: @buffer is (transfer full); buffers that are ready are
 * appended to @output (element-type GstBuffer). */
void rmg_collect_add (RmgCollect *self, GstBuffer *buffer, GQueue *output);

/** rmg_collect_flush: appends the held buffers to @output, as one. */
void rmg_collect_flush (RmgCollect *self, GQueue *output);

G_END_DECLS
