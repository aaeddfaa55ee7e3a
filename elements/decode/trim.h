/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Cuts the samples that an encoder added to a recording: the delay at its start and the
 * padding at its end. Times of the output begin at zero. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

#define RMG_TRIM_UNKNOWN G_MAXUINT64

/* In frames of the decoded audio. */
typedef struct
{
  guint64 delay; /* before the recording */
  guint64 total; /* of the recording, or #RMG_TRIM_UNKNOWN */

  /* Frames that the file says it has with delay and padding. If more arrive, the
   * file has more than one recording, and none of it is cut at the end. Or
   * #RMG_TRIM_UNKNOWN. */
  guint64 coded;
} RmgTrimFacts;

typedef struct
{
  RmgTrimFacts facts;
  GstAudioInfo info;
  gboolean has_position;
  guint64 position; /* of the next frame, delay included */
  GQueue held;      /* (element-type GstBuffer): after the recording */
} RmgTrim;

void rmg_trim_init (RmgTrim *self);
void rmg_trim_clear (RmgTrim *self);

/** rmg_trim_set_facts: before the first buffer. */
void rmg_trim_set_facts (RmgTrim *self, const RmgTrimFacts *facts);

/** rmg_trim_set_info: the format of the buffers that follow. */
void rmg_trim_set_info (RmgTrim *self, const GstAudioInfo *info);

/** rmg_trim_flush: a seek; the next buffer has its time. */
void rmg_trim_flush (RmgTrim *self);

/** rmg_trim_add: @buffer is (transfer full); buffers that are ready are
 * appended to @output (element-type GstBuffer). */
void rmg_trim_add (RmgTrim *self, GstBuffer *buffer, GQueue *output);

/** rmg_trim_count: number of frames in @buffer. */
guint64 rmg_trim_count (const GstAudioInfo *info, GstBuffer *buffer);

/** rmg_trim_is_active: whether anything is known to be cut. */
gboolean rmg_trim_is_active (const RmgTrim *self);

/** rmg_trim_get_delay: as a time. */
GstClockTime rmg_trim_get_delay (const RmgTrim *self);

/** rmg_trim_shift: @time without the delay. */
GstClockTime rmg_trim_shift (const RmgTrim *self, GstClockTime time);

G_END_DECLS
