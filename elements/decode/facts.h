/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Facts about the sound of a file, read from its bytes while they pass to the
 * parsers and demuxers: delay and length, and where the bytes are damaged. */
#pragma once

#include "elements/decode/gaps.h"
#include "elements/decode/trim.h"

G_BEGIN_DECLS

typedef struct
{
  GMutex lock; /* of all fields: several threads read a file */

  gboolean has_trim;
  RmgTrimFacts trim;
  guint32 trim_rate; /* units a second of trim; 0: the rate of the samples */

  guint64 length; /* delay and padding included; 0 where it is not known */
  guint32 length_rate;

  GWeakRef demuxer; /* (nullable): knows the duration */
  gboolean is_ogg;
  GByteArray *head; /* of an MP3 stream, or of a movie, until it is read */
  GByteArray *tail; /* of an Ogg stream that is pushed */
  RmgGaps gaps;
} RmgFileFacts;

void rmg_file_facts_init (RmgFileFacts *self);
void rmg_file_facts_reset (RmgFileFacts *self);
void rmg_file_facts_clear (RmgFileFacts *self);

/** rmg_file_facts_watch: reads the data that passes through @element, a parser or
 * demuxer; ignores others. @self outlives the streaming. */
void rmg_file_facts_watch (RmgFileFacts *self, GstElement *element);

/** rmg_file_facts_get_length: of the coded sound, or none. @pad: the output, to
 * ask a demuxer. */
GstClockTime rmg_file_facts_get_length (RmgFileFacts *self, GstPad *pad);

G_END_DECLS
