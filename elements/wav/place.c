/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/wav/place.h"

#include "elements/wav/header.h"

GstClockTime
rmg_wav_place_get_time (const RmgWavPlace *self, guint64 bytes)
{
  return gst_util_uint64_scale (
      bytes / self->frame_bytes, GST_SECOND, self->rate_hz);
}

/* Converts between time, frames and bytes of samples. */
static gboolean
convert (const RmgWavPlace *self, GstFormat from, gint64 value, GstFormat to,
    gint64 *result)
{
  gint64 frames = value;

  if (value < 0 || self->frame_bytes == 0)
    return FALSE;
  if (from == GST_FORMAT_TIME)
    frames = (gint64) gst_util_uint64_scale_round (
        (guint64) value, self->rate_hz, GST_SECOND);
  else if (from == GST_FORMAT_BYTES)
    frames = value / (gint64) self->frame_bytes;
  else if (from != GST_FORMAT_DEFAULT)
    return FALSE;
  if (to == GST_FORMAT_TIME)
    *result = (gint64) gst_util_uint64_scale (
        (guint64) frames, GST_SECOND, self->rate_hz);
  else if (to == GST_FORMAT_BYTES)
    *result = frames * (gint64) self->frame_bytes;
  else if (to == GST_FORMAT_DEFAULT)
    *result = frames;
  return to == GST_FORMAT_TIME || to == GST_FORMAT_BYTES ||
      to == GST_FORMAT_DEFAULT;
}

static gboolean
answer_duration (const RmgWavPlace *self, GstQuery *query)
{
  GstFormat format;
  gint64 value = -1;

  gst_query_parse_duration (query, &format, NULL);
  if (self->data_bytes == RMG_WAV_UNKNOWN_BYTES ||
      !convert (
          self, GST_FORMAT_BYTES, (gint64) self->data_bytes, format, &value))
    return FALSE;
  gst_query_set_duration (query, format, value);
  return TRUE;
}

static gboolean
answer_position (const RmgWavPlace *self, GstQuery *query)
{
  GstFormat format;
  gint64 value = -1;

  gst_query_parse_position (query, &format, NULL);
  if (!convert (self, GST_FORMAT_TIME, (gint64) self->segment.position, format,
          &value))
    return FALSE;
  gst_query_set_position (query, format, value);
  return TRUE;
}

static gboolean
answer_seeking (const RmgWavPlace *self, GstQuery *query)
{
  const gboolean is_known =
      self->frame_bytes > 0 && self->data_bytes != RMG_WAV_UNKNOWN_BYTES;
  GstFormat format;

  gst_query_parse_seeking (query, &format, NULL, NULL, NULL);
  gst_query_set_seeking (query, format,
      format == GST_FORMAT_TIME && self->is_pulling && is_known, 0,
      is_known ? (gint64) self->segment.duration : -1);
  return TRUE;
}

static gboolean
answer_convert (const RmgWavPlace *self, GstQuery *query)
{
  GstFormat from, to;
  gint64 value, result = -1;

  gst_query_parse_convert (query, &from, &value, &to, NULL);
  if (!convert (self, from, value, to, &result))
    return FALSE;
  gst_query_set_convert (query, from, value, to, result);
  return TRUE;
}

static gboolean
answer_segment (const RmgWavPlace *self, GstQuery *query)
{
  const GstSegment *segment = &self->segment;
  const gint64 start = (gint64) gst_segment_to_stream_time (
      segment, segment->format, segment->start);
  gint64 stop = (gint64) segment->duration;

  if (GST_CLOCK_TIME_IS_VALID (segment->stop))
    stop = (gint64) gst_segment_to_stream_time (
        segment, segment->format, segment->stop);
  gst_query_set_segment (query, segment->rate, segment->format, start, stop);
  return TRUE;
}

typedef struct
{
  GstQueryType type;
  gboolean (*answer) (const RmgWavPlace *self, GstQuery *query);
} Answer;

static const Answer answers[] = {
  { GST_QUERY_DURATION, answer_duration },
  { GST_QUERY_POSITION, answer_position },
  { GST_QUERY_SEEKING, answer_seeking },
  { GST_QUERY_CONVERT, answer_convert },
  { GST_QUERY_SEGMENT, answer_segment },
};

static const Answer *
find_answer (GstQuery *query)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].type == GST_QUERY_TYPE (query))
      return &answers[i];
  return NULL;
}

gboolean
rmg_wav_place_is_asked (GstQuery *query)
{
  return find_answer (query) != NULL;
}

gboolean
rmg_wav_place_answer (const RmgWavPlace *self, GstQuery *query)
{
  const Answer *found = find_answer (query);

  g_return_val_if_fail (found != NULL, FALSE);
  return found->answer (self, query);
}
