/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Random streams of audio and events, and the same stream in any split into
 * buffers. A stream is a list of parts; each begins with an event. */
#pragma once

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

/* How a part begins. */
typedef enum
{
  RMG_TEST_SPLIT_CONTINUE,  /* within a stretch */
  RMG_TEST_SPLIT_DISCONT,   /* flagged, later in time */
  RMG_TEST_SPLIT_UNSTAMPED, /* flagged, all buffers without a stamp */
  RMG_TEST_SPLIT_JUMP,      /* later in time, not flagged */
  RMG_TEST_SPLIT_GAP,       /* after a GAP event */
  RMG_TEST_SPLIT_SIGN,      /* after a GAP event of no length */
  RMG_TEST_SPLIT_SEGMENT,   /* in another segment */
  RMG_TEST_SPLIT_SEEK,      /* after a flush, in another segment */
  RMG_TEST_SPLIT_CAPS,      /* with other caps */
  RMG_TEST_SPLIT_ITEM,      /* after the end of an item */
  RMG_TEST_SPLIT_STREAM,    /* after a stream-start and a segment */
  RMG_TEST_N_SPLITS,
} RmgTestSplitKind;

typedef struct
{
  RmgTestSplitKind kind;
  GstAudioInfo info;
  GstClockTime start;
  GstClockTime gap; /* duration of a gap before the part */
  gsize n_frames;
  guint8 level;      /* of the GstAudioLevelMeta of each buffer */
  gboolean is_quiet; /* speech or not, for the energy engine */
  gboolean is_gap;   /* silence, flagged as such */
  guint8 *data;      /* interleaved */
} RmgTestSplitPart;

/**
 * rmg_test_split_stream_new:
 * @random: source of all decisions
 * @caps: (array zero-terminated=1): caps of the parts, in turn
 * @n_frames: about the length of the stream
 * @flags_gaps: whether silence is flagged as GAP
 *
 * Returns: (element-type RmgTestSplitPart): parts
 */
GArray *rmg_test_split_stream_new (GRand *random, const char *const *caps,
    gsize n_frames, gboolean flags_gaps);

/**
 * rmg_test_split_stream_push:
 * @h: a harness without caps
 * @parts: a stream
 * @random: (nullable): source of the sizes, 1 to 100,000 frames, and of empty
 *   buffers; %NULL pushes each part as one buffer
 */
void rmg_test_split_stream_push (
    GstHarness *h, const GArray *parts, GRand *random);
