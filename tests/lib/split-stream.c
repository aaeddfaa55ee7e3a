/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/split-stream.h"

#include "elements/base/audio-map.h"
#include "elements/base/item-end.h"

#include <math.h>
#include <string.h>

#define MAX_FRAMES 100000
#define LOUD 0.5
#define QUIET 0.0005

/* Flat from 1 to @most on a logarithmic scale. */
static gsize
draw_size (GRand *random, gsize most)
{
  const double exponent =
      g_rand_double_range (random, 0.0, log10 ((double) most + 1.0));

  return CLAMP ((gsize) pow (10.0, exponent), 1, most);
}

static GstClockTime
draw_ms (GRand *random, gint least, gint most)
{
  return (GstClockTime) g_rand_int_range (random, least, most) * GST_MSECOND;
}

static void
write_sample (const GstAudioFormatInfo *format, guint8 *at, double value)
{
  const float narrow = (float) value;

  switch (format->format) {
    case GST_AUDIO_FORMAT_F32:
      memcpy (at, &narrow, sizeof narrow);
      break;
    case GST_AUDIO_FORMAT_F64:
      memcpy (at, &value, sizeof value);
      break;
    case GST_AUDIO_FORMAT_S16:
      GST_WRITE_UINT16_LE (at, (guint16) (gint16) (value * 32767.0));
      break;
    case GST_AUDIO_FORMAT_S32:
      GST_WRITE_UINT32_LE (at, (guint32) (gint32) (value * 2147483000.0));
      break;
    default:
      g_assert_not_reached ();
  }
}

static void
fill (RmgTestSplitPart *part, GRand *random)
{
  const gsize size = (gsize) part->info.bpf / (gsize) part->info.channels;
  const double amplitude = part->is_gap ? 0.0 : part->is_quiet ? QUIET : LOUD;

  part->data = g_malloc0 (part->n_frames * (gsize) part->info.bpf);
  for (gsize i = 0; i < part->n_frames * (gsize) part->info.channels; i++)
    write_sample (part->info.finfo, part->data + i * size,
        amplitude * g_rand_double_range (random, -1.0, 1.0));
}

static GstClockTime
find_end (const RmgTestSplitPart *part)
{
  return part->start +
      gst_util_uint64_scale_int (part->n_frames, GST_SECOND, part->info.rate);
}

/* Sets when the part starts, from the end of the part before. */
static void
place (RmgTestSplitPart *part, GstClockTime end, GRand *random)
{
  part->start = end;
  switch (part->kind) {
    case RMG_TEST_SPLIT_DISCONT:
    case RMG_TEST_SPLIT_JUMP:
      part->start += draw_ms (random, 41, 2000);
      break;
    case RMG_TEST_SPLIT_GAP:
      part->gap = draw_ms (random, 1, 12000);
      part->start += part->gap;
      break;
    case RMG_TEST_SPLIT_SEGMENT:
    case RMG_TEST_SPLIT_SEEK:
    case RMG_TEST_SPLIT_STREAM:
      part->start = draw_ms (random, 0, 100000);
      break;
    default:
      break;
  }
}

static void
free_part (gpointer data)
{
  g_free (((RmgTestSplitPart *) data)->data);
}

static void
read_caps (const char *text, GstAudioInfo *info)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);

  g_assert_true (gst_audio_info_from_caps (info, caps));
}

static RmgTestSplitKind
draw_kind (GRand *random, const char *const *caps)
{
  RmgTestSplitKind kind =
      (RmgTestSplitKind) g_rand_int_range (random, 0, RMG_TEST_N_SPLITS);

  if (kind == RMG_TEST_SPLIT_CAPS && caps[1] == NULL)
    return RMG_TEST_SPLIT_CONTINUE;
  return kind;
}

GArray *
rmg_test_split_stream_new (
    GRand *random, const char *const *caps, gsize n_frames, gboolean flags_gaps)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (RmgTestSplitPart));
  gboolean is_stamped = TRUE;
  guint n_caps = 0;
  GstClockTime end = 0;

  g_array_set_clear_func (parts, free_part);
  for (gsize done = 0; done < n_frames;) {
    RmgTestSplitPart part = { .kind = RMG_TEST_SPLIT_STREAM };

    if (done > 0)
      part.kind = draw_kind (random, caps);
    if (part.kind == RMG_TEST_SPLIT_CONTINUE && !is_stamped)
      part.kind = RMG_TEST_SPLIT_UNSTAMPED;
    is_stamped = part.kind != RMG_TEST_SPLIT_UNSTAMPED;
    n_caps += part.kind == RMG_TEST_SPLIT_CAPS;
    read_caps (caps[n_caps % g_strv_length ((char **) caps)], &part.info);
    part.n_frames = draw_size (random, n_frames / 2);
    part.level = (guint8) g_rand_int_range (random, 0, 128);
    part.is_quiet = g_rand_boolean (random);
    part.is_gap = flags_gaps && g_rand_int_range (random, 0, 6) == 0;
    place (&part, end, random);
    fill (&part, random);
    end = find_end (&part);
    done += part.n_frames;
    g_array_append_val (parts, part);
  }
  return parts;
}

static void
copy_frames (const RmgTestSplitPart *part, gsize first, const RmgFrames *to)
{
  const gsize size = (gsize) part->info.bpf / (gsize) part->info.channels;

  for (gsize i = 0; i < to->n_frames; i++)
    for (gsize c = 0; c < to->channels; c++)
      memcpy (to->interleaved
              ? (guint8 *) to->planes[0] + (i * to->channels + c) * size
              : (guint8 *) to->planes[c] + i * size,
          part->data + ((first + i) * to->channels + c) * size, size);
}

static GstBuffer *
cut (const RmgTestSplitPart *part, gsize first, gsize n_frames)
{
  GstBuffer *buffer = rmg_audio_buffer_new (&part->info, n_frames);
  const RmgTestSplitPart before = {
    .info = part->info, .start = part->start, .n_frames = first
  };
  const RmgTestSplitPart with = {
    .info = part->info, .start = part->start, .n_frames = first + n_frames
  };

  if (n_frames > 0) {
    g_auto (RmgAudioMap) map = { 0 };

    g_assert_true (rmg_audio_map (&map, &part->info, buffer, GST_MAP_WRITE));
    copy_frames (part, first, &map.frames);
  }
  gst_buffer_add_audio_level_meta (buffer, part->level, FALSE);
  if (part->kind == RMG_TEST_SPLIT_UNSTAMPED)
    return buffer;
  GST_BUFFER_PTS (buffer) = find_end (&before);
  GST_BUFFER_DURATION (buffer) = find_end (&with) - find_end (&before);
  return buffer;
}

static void
push_segment (GstHarness *h, GstClockTime start)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = segment.position = start;
  gst_harness_push_event (h, gst_event_new_segment (&segment));
}

static void
push_caps (GstHarness *h, const RmgTestSplitPart *part)
{
  g_autoptr (GstCaps) caps = gst_audio_info_to_caps (&part->info);

  gst_harness_push_event (h, gst_event_new_caps (caps));
}

static void
push_start (GstHarness *h, const RmgTestSplitPart *part, guint number)
{
  g_autofree char *id = g_strdup_printf ("stream-%u", number);

  gst_harness_push_event (h, gst_event_new_stream_start (id));
  push_caps (h, part);
  push_segment (h, part->start);
}

static void
begin (GstHarness *h, const RmgTestSplitPart *part, guint number)
{
  switch (part->kind) {
    case RMG_TEST_SPLIT_GAP:
    case RMG_TEST_SPLIT_SIGN:
      gst_harness_push_event (
          h, gst_event_new_gap (part->start - part->gap, part->gap));
      break;
    case RMG_TEST_SPLIT_SEGMENT:
      push_segment (h, part->start);
      break;
    case RMG_TEST_SPLIT_SEEK:
      gst_harness_push_event (h, gst_event_new_flush_start ());
      gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
      push_segment (h, part->start);
      break;
    case RMG_TEST_SPLIT_CAPS:
      push_caps (h, part);
      break;
    case RMG_TEST_SPLIT_ITEM:
      gst_harness_push_event (h, rmg_item_end_new (number, TRUE));
      break;
    case RMG_TEST_SPLIT_STREAM:
      push_start (h, part, number);
      break;
    default:
      break;
  }
}

/* @random NULL: all of them. */
static gsize
draw_part (GRand *random, gsize n_frames)
{
  const gsize drawn =
      random != NULL ? draw_size (random, MAX_FRAMES) : n_frames;

  return MIN (drawn, n_frames);
}

static void
push_audio (GstHarness *h, const RmgTestSplitPart *part, GRand *random)
{
  const gboolean is_discont = part->kind == RMG_TEST_SPLIT_DISCONT ||
      part->kind == RMG_TEST_SPLIT_UNSTAMPED;

  for (gsize first = 0, n; first < part->n_frames; first += n) {
    GstBuffer *buffer;

    n = draw_part (random, part->n_frames - first);
    if (random != NULL && g_rand_int_range (random, 0, 20) == 0)
      g_assert_cmpint (
          gst_harness_push (h, cut (part, first, 0)), ==, GST_FLOW_OK);
    buffer = cut (part, first, n);
    if (is_discont && first == 0)
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    if (part->is_gap)
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  }
}

void
rmg_test_split_stream_push (GstHarness *h, const GArray *parts, GRand *random)
{
  for (guint i = 0; i < parts->len; i++) {
    const RmgTestSplitPart *part = &g_array_index (parts, RmgTestSplitPart, i);

    begin (h, part, i);
    push_audio (h, part, random);
  }
  gst_harness_push_event (h, gst_event_new_eos ());
}
