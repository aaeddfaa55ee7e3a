/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Buffers without time stamps, pad to pad: each element counts time from the
 * frames, from the latest stamp or from the start of the segment. */

#include "elements/base/item-end.h"
#include "elements/chunk/rmgchunk.h"
#include "elements/convert/rmgconvert.h"
#include "elements/resample/rmgresample.h"

#include <gst/check/gstharness.h>

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

#define CAPS "audio/x-raw,format=S16LE,rate=16000,channels=1,layout=interleaved"
#define N_FRAMES 160 /* 10 ms */
#define MS(ms) ((GstClockTime) (ms) *GST_MSECOND)

/* Frames of 10 ms, each of which is speech. */
#define VAD                                                                    \
  "rmgvad engine=energy energy-threshold=0 frame-ms=10 min-speech-ms=0"

static const char *const launches[] = {
  VAD,
  VAD " mode=gate",
  "rmgresample rate=8000",
  "rmgresample rate=8000 engine=fft",
  "rmgresample rate=16000",
  "rmgchunk frames=333",
  "rmgconvert format=F32LE",
  "rmgconvert format=S16BE",
  "rmgconvert",
};

/* Input, a character each:
 * '.' a buffer of 10 ms without a stamp    '0' to '9' with this stamp in s
 * 'd' a discontinuous one without a stamp  'i' the end of an item
 * 'g' a GAP event of 500 ms                'G' the same without a start
 * 's' a seek: flush and a segment from 7 s 'S' a segment from 8 s
 * 'b' at first: a segment in bytes         'f' at first: a segment from 3 s */
typedef struct
{
  const char *input;
  const char *output; /* times of the output in ms */
} StampRow;

static const StampRow rows[] = {
  { "...", "0-30" },
  { "b...", "0-30" },
  { "f...", "3000-3030" },
  { "2....", "2000-2050" },
  { "..2..", "0-20 2000-2030" },
  { "..d..", "0-50" },
  { "2.d.4.", "2000-2040 4000-4020" },
  { "...s..", "7000-7020" },
  { "2..s..", "7000-7020" },
  { "2..S..", "2000-2030 8000-8020" },
  { "...i..", "0-30 0-20" },
  { "f..i2.i.", "3000-3020 2000-2020 3000-3010" },
  { "..g..", "0-20 520-540" },
  { "..G..", "0-20 520-540" },
  { "g..", "500-520" },
  { "2.g..", "2000-2020 2520-2540" },
};

typedef struct
{
  GstHarness *h;
  GstClockTime now; /* end of the input */
} StampRun;

static void
push_segment (GstHarness *h, GstFormat format, guint64 start)
{
  GstSegment segment;

  gst_segment_init (&segment, format);
  segment.start = start;
  gst_harness_push_event (h, gst_event_new_segment (&segment));
}

static void
push_buffer (StampRun *self, char kind)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, N_FRAMES * 2, NULL);

  gst_buffer_memset (buffer, 0, 0x11, N_FRAMES * 2);
  if (g_ascii_isdigit (kind)) {
    self->now = MS (1000 * (kind - '0'));
    GST_BUFFER_PTS (buffer) = self->now;
  }
  if (kind == 'd')
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  g_assert_cmpint (gst_harness_push (self->h, buffer), ==, GST_FLOW_OK);
  self->now += MS (10);
}

static void
push_gap (StampRun *self, GstClockTime start)
{
  gst_harness_push_event (self->h,
      gst_event_new_custom (GST_EVENT_GAP,
          gst_structure_new ("GstEventGap", "timestamp", GST_TYPE_CLOCK_TIME,
              start, "duration", GST_TYPE_CLOCK_TIME, MS (500), NULL)));
  self->now += MS (500);
}

/* The output before the flush is not part of the expected one. */
static void
seek (StampRun *self)
{
  GstBuffer *buffer;

  gst_harness_push_event (self->h, gst_event_new_flush_start ());
  gst_harness_push_event (self->h, gst_event_new_flush_stop (TRUE));
  push_segment (self->h, GST_FORMAT_TIME, MS (7000));
  while ((buffer = gst_harness_try_pull (self->h)) != NULL)
    gst_buffer_unref (buffer);
}

static void
push (StampRun *self, char kind)
{
  switch (kind) {
    case 'b':
      push_segment (self->h, GST_FORMAT_BYTES, 0);
      break;
    case 'f':
      push_segment (self->h, GST_FORMAT_TIME, MS (3000));
      break;
    case 'S':
      push_segment (self->h, GST_FORMAT_TIME, MS (8000));
      break;
    case 's':
      seek (self);
      break;
    case 'i':
      gst_harness_push_event (self->h, rmg_item_end_new (0, TRUE));
      break;
    case 'g':
    case 'G':
      push_gap (self, kind == 'g' ? self->now : GST_CLOCK_TIME_NONE);
      break;
    default:
      push_buffer (self, kind);
      break;
  }
}

static void
append_span (GString *text, GstClockTime start, GstClockTime end)
{
  if (end > start)
    g_string_append_printf (text, "%s%g-%g", text->len > 0 ? " " : "",
        (double) start / GST_MSECOND, (double) end / GST_MSECOND);
}

/* Spans of buffers whose stamps meet exactly. */
static char *
pull_spans (GstHarness *h)
{
  GString *text = g_string_new (NULL);
  GstClockTime start = 0, end = 0;
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    g_assert_true (GST_BUFFER_PTS_IS_VALID (buffer));
    if (GST_BUFFER_PTS (buffer) != end) {
      append_span (text, start, end);
      start = GST_BUFFER_PTS (buffer);
    }
    end = GST_BUFFER_PTS (buffer);
    end += GST_BUFFER_DURATION_IS_VALID (buffer) ? GST_BUFFER_DURATION (buffer)
                                                 : MS (10);
    gst_buffer_unref (buffer);
  }
  append_span (text, start, end);
  return g_string_free (text, FALSE);
}

static char *
run (const char *launch, const char *input)
{
  StampRun self = { .h = gst_harness_new_parse (launch) };
  char *spans;

  gst_harness_set_src_caps_str (self.h, CAPS);
  for (; *input != '\0'; input++)
    push (&self, *input);
  gst_harness_push_event (self.h, gst_event_new_eos ());
  spans = pull_spans (self.h);
  gst_harness_teardown (self.h);
  return spans;
}

static void
test_timestamps_are_counted_from_the_frames (gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *spans = run (data, rows[i].input);

    g_test_message ("%s: %s", (const char *) data, rows[i].input);
    g_assert_cmpstr (spans, ==, rows[i].output);
  }
}

/* Messages of a segment of 100 ms, after 100 ms of silence. */
static void
test_timestamps_of_vad_messages_are_counted (gconstpointer data)
{
  GstHarness *h = gst_harness_new_parse (data);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) start = NULL;
  guint64 timestamp, running_time;

  gst_element_set_bus (h->element, bus);
  gst_harness_set_src_caps_str (h, CAPS);
  push_segment (h, GST_FORMAT_BYTES, 0);
  for (guint i = 0; i < 20; i++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, N_FRAMES * 2, NULL);

    gst_buffer_memset (buffer, 0, i < 10 ? 0 : 0x11, N_FRAMES * 2);
    gst_harness_push (h, buffer);
  }
  start = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT);
  g_assert_true (gst_message_has_name (start, "rmgvad"));
  gst_structure_get (gst_message_get_structure (start), "timestamp",
      G_TYPE_UINT64, &timestamp, "running-time", G_TYPE_UINT64, &running_time,
      NULL);
  g_assert_cmpuint (timestamp, ==, MS (100));
  g_assert_cmpuint (running_time, ==, MS (100));
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgchunk, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (launches); i++) {
    g_autofree char *path = g_strdup_printf (
        "/timestamps/%" G_GSIZE_FORMAT "-%.12s", i, launches[i]);

    g_test_add_data_func (
        path, launches[i], test_timestamps_are_counted_from_the_frames);
  }
  g_test_add_data_func (
      "/timestamps/messages", VAD, test_timestamps_of_vad_messages_are_counted);
  return g_test_run ();
}
