/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Speech segments of a session, from the messages of its VAD nodes. */
#pragma once

#include <rmg/api.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgSegment:
 * @node_id: id of the VAD node
 * @start: start of the speech in the input, in ns
 * @end: end of the speech in the input, in ns
 * @level_db: level of the speech in dBFS; NaN if it is not known
 * @probability: probability of speech, 0 to 1; NaN if it is not known
 * @channel: number of the channel, from 1; 0: all channels together
 *
 * A stretch of speech.
 */
typedef struct
{
  const char *node_id;
  GstClockTime start;
  GstClockTime end;
  double level_db;
  double probability;
  guint channel;
} RmgSegment;

#define RMG_TYPE_SEGMENT (rmg_segment_get_type ())
RMG_API GType rmg_segment_get_type (void);

/**
 * rmg_segment_copy:
 * @self: a segment
 *
 * Copies @self. Thread: any.
 *
 * Returns: (transfer full): the copy; free it with rmg_segment_free()
 */
RMG_API RmgSegment *rmg_segment_copy (const RmgSegment *self);

/**
 * rmg_segment_free:
 * @self: (transfer full): a result of rmg_segment_copy()
 *
 * Frees a segment. Thread: any.
 */
RMG_API void rmg_segment_free (RmgSegment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgSegment, rmg_segment_free)

/**
 * RmgSegmentFormat:
 * @RMG_SEGMENT_FORMAT_JSON: an array of objects, times in seconds
 * @RMG_SEGMENT_FORMAT_CSV: a table with a heading
 * @RMG_SEGMENT_FORMAT_SRT: subtitles
 * @RMG_SEGMENT_FORMAT_RTTM: a line "SPEAKER" for each segment
 * @RMG_SEGMENT_FORMAT_LABELS: labels for Audacity
 *
 * Text formats of segments.
 */
typedef enum
{
  RMG_SEGMENT_FORMAT_JSON,
  RMG_SEGMENT_FORMAT_CSV,
  RMG_SEGMENT_FORMAT_SRT,
  RMG_SEGMENT_FORMAT_RTTM,
  RMG_SEGMENT_FORMAT_LABELS,
} RmgSegmentFormat;

/**
 * rmg_segment_format_from_path:
 * @path: name of a file that ends in ".json", ".csv", ".srt", ".rttm" or
 *   ".txt", in any case
 * @format: (out): format of the file
 *
 * Finds the format of a file by its extension. Thread: any.
 *
 * Returns: %FALSE if the extension is another one
 */
RMG_API gboolean rmg_segment_format_from_path (
    const char *path, RmgSegmentFormat *format);

/**
 * RmgSegments:
 *
 * List of the segments of a session in the order of their starts. One thread at a
 * time may use a list.
 */
typedef struct _RmgSegments RmgSegments;

#define RMG_TYPE_SEGMENTS (rmg_segments_get_type ())
RMG_API GType rmg_segments_get_type (void);

/**
 * rmg_segments_new:
 *
 * Returns: (transfer full): an empty list
 */
RMG_API RmgSegments *rmg_segments_new (void);

/**
 * rmg_segments_ref:
 * @self: a list
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @self
 */
RMG_API RmgSegments *rmg_segments_ref (RmgSegments *self);

/**
 * rmg_segments_unref:
 * @self: (transfer full): a list
 *
 * Releases a reference; the last one frees @self. Thread: any.
 */
RMG_API void rmg_segments_unref (RmgSegments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgSegments, rmg_segments_unref)

/**
 * rmg_segments_add_message:
 * @self: a list
 * @message: any message of a session
 *
 * Adds the segment that ends with @message. A message "start" of a VAD node
 * begins a segment, the next message "end" of the same node and channel completes
 * it. Other messages change nothing. Positions are stream times; without one,
 * running times.
 *
 * Returns: (transfer none) (nullable): the added segment, valid until the next
 *   call
 */
RMG_API const RmgSegment *rmg_segments_add_message (
    RmgSegments *self, GstMessage *message);

/**
 * rmg_segments_get_n_segments:
 * @self: a list
 *
 * Returns: number of completed segments
 */
RMG_API guint rmg_segments_get_n_segments (const RmgSegments *self);

/**
 * rmg_segments_get_segment:
 * @self: a list
 * @index: less than rmg_segments_get_n_segments()
 *
 * Returns: (transfer none): the segment, valid until the next
 *   rmg_segments_add_message()
 */
RMG_API const RmgSegment *rmg_segments_get_segment (
    const RmgSegments *self, guint index);

/**
 * rmg_segments_to_string:
 * @self: a list
 * @format: format of the text
 * @recording: name of the recording, which %RMG_SEGMENT_FORMAT_RTTM contains;
 *   blanks become "_"
 *
 * Writes all completed segments. Subtitles, %RMG_SEGMENT_FORMAT_RTTM and labels
 * name the node where several nodes found speech, and the channel of a segment of
 * one channel.
 *
 * Returns: (transfer full): the text
 */
RMG_API char *rmg_segments_to_string (
    const RmgSegments *self, RmgSegmentFormat format, const char *recording);

G_END_DECLS
