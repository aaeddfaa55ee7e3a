/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgconvert and rmgresample beside audioconvert and audioresample: the same
 * caps, times, flags and numbers of frames for the same input. */

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

GST_ELEMENT_REGISTER_DECLARE (rmgconvert)
GST_ELEMENT_REGISTER_DECLARE (rmgresample)

#define RAW(format, rate, channels)                                            \
  "audio/x-raw,layout=interleaved,format=" format ",rate=" #rate               \
  ",channels=" #channels
#define ANY "audio/x-raw,layout=interleaved"
#define MASK_5_1 ",channel-mask=(bitmask)0x3f"
#define UNPOSITIONED ",channel-mask=(bitmask)0"

typedef struct
{
  const char *ours;
  const char *stock;
} Pair;

static const Pair convert = { "rmgconvert", "audioconvert" };
static const Pair resample = { "rmgresample", "audioresample" };

typedef struct
{
  const Pair *pair;
  const char *input;
  const char *downstream;
  const char *ours; /* output that differs on purpose */
} CapsRow;

static const CapsRow caps_rows[] = {
  /* The same caps where they are possible. */
  { &convert, RAW ("S16LE", 44100, 2), ANY },
  { &convert, RAW ("S24LE", 48000, 1), ANY },
  { &convert, RAW ("F64LE", 8000, 2), ANY },
  { &convert, RAW ("S16LE", 44100, 6) MASK_5_1, ANY },
  { &convert, RAW ("S16LE", 44100, 6) UNPOSITIONED, ANY },
  /* The format before the layout, and the nearest format without loss. The
   * stock element decides by the first structure, and keeps integers. */
  { &convert, RAW ("S16LE", 44100, 2),
      "audio/x-raw,format=F32LE,layout=interleaved;"
      "audio/x-raw,format=S16LE,layout=non-interleaved",
      "audio/x-raw,format=S16LE,rate=44100,channels=2,layout=non-interleaved,"
      "channel-mask=(bitmask)3" },
  { &convert, RAW ("S16LE", 44100, 2), ANY ",format={F32LE,S32LE}",
      RAW ("F32LE", 44100, 2) ",channel-mask=(bitmask)3" },
  { &convert, RAW ("S24LE", 44100, 2), ANY ",format={S16LE,S32LE}" },
  { &convert, RAW ("F32LE", 44100, 2), ANY ",format={S16LE,F64LE}" },
  /* The stock element takes the widest of several formats without loss. */
  { &convert, RAW ("U8", 44100, 2), ANY ",format={S16LE,S32LE}",
      RAW ("S16LE", 44100, 2) ",channel-mask=(bitmask)3" },
  { &convert, RAW ("S8", 44100, 2), ANY ",format={U8,F32LE}" },
  { &convert, RAW ("S32LE", 44100, 2), ANY ",format={S16LE,S24LE,F32LE}" },
  { &convert, RAW ("F64LE", 44100, 2), ANY ",format={S16LE,S32LE,F32LE}" },
  { &convert, RAW ("S16BE", 44100, 2), ANY ",format={S16LE,F32LE}" },
  { &convert,
      "audio/x-raw,layout=non-interleaved,format=F32LE,rate=8000,channels=2",
      "audio/x-raw" },
  { &convert,
      "audio/x-raw,layout=non-interleaved,format=F32LE,rate=8000,channels=2",
      ANY },
  /* The nearest number of channels, at the usual positions. */
  { &convert, RAW ("S16LE", 44100, 2), ANY ",channels=1" },
  { &convert, RAW ("S16LE", 44100, 1), ANY ",channels=[2,8]" },
  { &convert, RAW ("S16LE", 44100, 2), ANY ",channels=6" MASK_5_1 },
  { &convert, RAW ("S16LE", 44100, 6) MASK_5_1, ANY ",channels=2" },
  { &convert, RAW ("S16LE", 44100, 6) MASK_5_1, ANY ",channels=1" },
  { &convert, RAW ("S16LE", 44100, 6) MASK_5_1, ANY ",channels=[1,4]" },
  { &convert, RAW ("S16LE", 44100, 4) ",channel-mask=(bitmask)0x33",
      ANY ",channels={2,6}" },
  { &convert, RAW ("S16LE", 44100, 2) ",channel-mask=(bitmask)0x30", ANY },
  { &convert, RAW ("S16LE", 44100, 2),
      ANY ",channels=2,channel-mask=(bitmask)0xc" },
  { &convert, RAW ("S16LE", 44100, 6) UNPOSITIONED, ANY ",channels={2,6}" },
  { &convert, RAW ("S16LE", 44100, 8) ",channel-mask=(bitmask)0xc3f",
      ANY ",channels=6" },
  { &resample, RAW ("S16LE", 44100, 2), ANY },
  { &resample, RAW ("S16LE", 44100, 2), ANY ",rate=48000" },
  { &resample, RAW ("F32LE", 44100, 2), ANY ",rate={8000,48000}" },
  { &resample, RAW ("F32LE", 8000, 1), ANY ",rate=[16000,48000]" },
  { &resample, RAW ("F64LE", 44100, 6) MASK_5_1, ANY ",rate=16000" },
  { &resample, RAW ("S32LE", 44100, 6) UNPOSITIONED, ANY ",rate=16000" },
};

static GstHarness *
open_harness (const char *launch, const char *input, const char *downstream)
{
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_sink_caps_str (h, downstream);
  gst_harness_set_src_caps_str (h, input);
  return h;
}

/* Returns: (transfer full) (nullable): the caps that the element sent */
static GstCaps *
negotiate (const char *launch, const CapsRow *row)
{
  GstHarness *h = open_harness (launch, row->input, row->downstream);
  GstCaps *caps = gst_pad_get_current_caps (h->sinkpad);

  gst_harness_teardown (h);
  return caps;
}

static void
test_caps_are_those_of_the_stock_element (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (caps_rows); i++) {
    const CapsRow *row = &caps_rows[i];
    g_autoptr (GstCaps) ours = negotiate (row->pair->ours, row);
    g_autoptr (GstCaps) stock = row->ours != NULL
        ? gst_caps_from_string (row->ours)
        : negotiate (row->pair->stock, row);
    g_autofree char *our_text = gst_caps_to_string (ours);
    g_autofree char *stock_text = gst_caps_to_string (stock);

    if (ours == NULL || stock == NULL || !gst_caps_is_equal (ours, stock))
      g_error ("%s to %s: %s, the stock element %s", row->input,
          row->downstream, our_text, stock_text);
  }
}

typedef struct
{
  const char *name;
  const Pair *pair;
  const char *input, *output;
  gint in_rate_hz, out_rate_hz;
} StreamCase;

static const StreamCase streams[] = {
  { "convert", &convert, RAW ("S16LE", 48000, 2), RAW ("F32LE", 48000, 2),
      48000, 48000 },
  { "convert-passthrough", &convert, RAW ("S16LE", 48000, 2),
      RAW ("S16LE", 48000, 2), 48000, 48000 },
  { "convert-mono", &convert, RAW ("F32LE", 48000, 2), RAW ("S16LE", 48000, 1),
      48000, 48000 },
  { "resample-down", &resample, RAW ("S16LE", 48000, 2),
      RAW ("S16LE", 16000, 2), 48000, 16000 },
  { "resample-odd", &resample, RAW ("F32LE", 44100, 1), RAW ("F32LE", 48000, 1),
      44100, 48000 },
  { "resample-passthrough", &resample, RAW ("F32LE", 44100, 1),
      RAW ("F32LE", 44100, 1), 44100, 44100 },
};

#define N_BUFFERS 100
#define N_FRAMES 441

static gsize
count_frame_bytes (const char *text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);
  GstAudioInfo info;

  g_assert_true (gst_audio_info_from_caps (&info, caps));
  return (gsize) info.bpf;
}

static GstBuffer *
make_buffer (const StreamCase *test, guint number, GstClockTime shift)
{
  const gsize size = N_FRAMES * count_frame_bytes (test->input);
  const guint64 first = (guint64) number * N_FRAMES;
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (buffer, 0, 0, size);
  GST_BUFFER_PTS (buffer) =
      shift + gst_util_uint64_scale (first, GST_SECOND, test->in_rate_hz);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (N_FRAMES, GST_SECOND, test->in_rate_hz);
  return buffer;
}

typedef struct
{
  guint64 n_frames;
  GstClockTime start, end;
  guint n_disconts, n_breaks; /* flags, and times that do not continue */
} Summary;

static void
add_output (Summary *self, GstBuffer *buffer, const StreamCase *test)
{
  const GstClockTime pts = GST_BUFFER_PTS (buffer);
  const gsize n_frames =
      gst_buffer_get_size (buffer) / count_frame_bytes (test->output);

  g_assert_true (GST_CLOCK_TIME_IS_VALID (pts));
  if (self->n_frames == 0)
    self->start = pts;
  else if (ABS (GST_CLOCK_DIFF (self->end, pts)) > GST_MSECOND)
    self->n_breaks++;
  self->n_disconts += GST_BUFFER_IS_DISCONT (buffer);
  self->end =
      pts + gst_util_uint64_scale (n_frames, GST_SECOND, test->out_rate_hz);
  self->n_frames += n_frames;
}

/* A stream with a hole of one second in the middle if @has_hole. */
static Summary
run_stream (GstHarness *h, const StreamCase *test, gboolean has_hole)
{
  Summary summary = { 0 };
  GstBuffer *buffer;

  for (guint i = 0; i < N_BUFFERS; i++) {
    const gboolean is_late = has_hole && i >= N_BUFFERS / 2;

    buffer = make_buffer (test, i, is_late ? GST_SECOND : 0);
    if (i == 0 || (has_hole && i == N_BUFFERS / 2))
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  }
  gst_harness_push_event (h, gst_event_new_eos ());
  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    add_output (&summary, buffer, test);
    gst_buffer_unref (buffer);
  }
  return summary;
}

static Summary
run_launch (const char *launch, const StreamCase *test, gboolean has_hole)
{
  GstHarness *h = open_harness (launch, test->input, test->output);
  const Summary summary = run_stream (h, test, has_hole);

  gst_harness_teardown (h);
  return summary;
}

static void
test_stream_is_perfect (gconstpointer data)
{
  const StreamCase *test = data;
  const Summary ours = run_launch (test->pair->ours, test, FALSE);
  const guint64 expected = gst_util_uint64_scale_int_ceil (
      (guint64) N_BUFFERS * N_FRAMES, test->out_rate_hz, test->in_rate_hz);

  g_assert_cmpuint (ours.n_frames, ==, expected);
  g_assert_cmpuint (ours.n_breaks, ==, 0);
  g_assert_cmpuint (ours.start, ==, 0);
}

static void
test_hole_is_where_the_stock_element_has_it (gconstpointer data)
{
  const StreamCase *test = data;
  const Summary ours = run_launch (test->pair->ours, test, TRUE);
  const Summary stock = run_launch (test->pair->stock, test, TRUE);

  g_assert_cmpuint (ours.n_breaks, ==, 1);
  g_assert_cmpuint (stock.n_breaks, ==, 1);
  g_assert_cmpuint (ours.n_disconts, ==, 2);
  /* audioresample rounds each part, and drops the audio in its filter. */
  g_assert_cmpint (ABS ((gint64) (ours.n_frames - stock.n_frames)), <=, 100);
  g_assert_cmpint (
      ABS (GST_CLOCK_DIFF (ours.end, stock.end)), <=, 2 * GST_MSECOND);
}

/* Back from NULL the element starts as if it were new. */
static void
test_reuse_after_null_has_the_same_output (gconstpointer data)
{
  const StreamCase *test = data;
  GstHarness *h = open_harness (test->pair->ours, test->input, test->output);
  const Summary first = run_stream (h, test, FALSE);
  GstElement *element = gst_harness_find_element (h, test->pair->ours);
  Summary second;

  g_assert_cmpint (gst_element_set_state (element, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_PLAYING), !=,
      GST_STATE_CHANGE_FAILURE);
  gst_harness_push_event (h, gst_event_new_flush_start ());
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_harness_push_event (h, gst_event_new_stream_start ("again"));
  gst_harness_set_src_caps_str (h, test->input);
  second = run_stream (h, test, FALSE);
  g_assert_cmpuint (second.n_frames, ==, first.n_frames);
  g_assert_cmpuint (second.start, ==, first.start);
  g_assert_cmpuint (second.end, ==, first.end);
  gst_object_unref (element);
  gst_harness_teardown (h);
}

/* An element that needs no change passes the same buffer. */
static void
test_passthrough_is_preferred (gconstpointer data)
{
  const Pair *pair = data;
  GstHarness *h = open_harness (pair->ours, RAW ("S16LE", 48000, 2), ANY);
  GstBuffer *buffer = make_buffer (&streams[1], 0, 0);
  GstBuffer *out;

  g_assert_cmpint (
      gst_harness_push (h, gst_buffer_ref (buffer)), ==, GST_FLOW_OK);
  out = gst_harness_pull (h);
  g_assert_true (
      gst_buffer_peek_memory (out, 0) == gst_buffer_peek_memory (buffer, 0));
  gst_buffer_unref (out);
  gst_buffer_unref (buffer);
  gst_harness_teardown (h);
}

/* More channels than the templates allow are refused, not converted. */
static void
test_too_many_channels_are_refused (gconstpointer data)
{
  const Pair *pair = data;
  GstHarness *h = gst_harness_new (pair->ours);
  g_autoptr (GstCaps) caps =
      gst_caps_from_string (RAW ("S16LE", 48000, 96) UNPOSITIONED);

  g_assert_false (gst_pad_query_accept_caps (GST_PAD_PEER (h->srcpad), caps));
  gst_harness_teardown (h);
}

static void
append_row (GValue *matrix, guint n_factors)
{
  GValue row = G_VALUE_INIT;

  g_value_init (&row, GST_TYPE_ARRAY);
  for (guint i = 0; i < n_factors; i++) {
    GValue factor = G_VALUE_INIT;

    g_value_init (&factor, G_TYPE_DOUBLE);
    g_value_set_double (&factor, 1);
    gst_value_array_append_and_take_value (&row, &factor);
  }
  gst_value_array_append_and_take_value (matrix, &row);
}

/* Rows of different lengths leave the earlier matrix in place. */
static void
test_invalid_matrix_is_refused (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgconvert mix-matrix=\"<<1,0.5>>\"");
  GstElement *element = gst_harness_find_element (h, "rmgconvert");
  g_auto (GValue) ragged = G_VALUE_INIT;
  g_auto (GValue) matrix = G_VALUE_INIT;

  g_value_init (&ragged, GST_TYPE_ARRAY);
  append_row (&ragged, 2);
  append_row (&ragged, 1);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*rows of equal length*");
  g_object_set_property (G_OBJECT (element), "mix-matrix", &ragged);
  g_test_assert_expected_messages ();
  g_object_get_property (G_OBJECT (element), "mix-matrix", &matrix);
  g_assert_cmpuint (gst_value_array_get_size (&matrix), ==, 1);
  g_assert_cmpuint (
      gst_value_array_get_size (gst_value_array_get_value (&matrix, 0)), ==, 2);
  gst_object_unref (element);
  gst_harness_teardown (h);
}

typedef struct
{
  const Pair *pair;
  const char *upstream[2], *downstream[2];
} SwitchCase;

static const SwitchCase switches[] = {
  { &convert, { RAW ("S16LE", 48000, 2), RAW ("F32LE", 48000, 1) },
      { RAW ("S24LE", 48000, 2), RAW ("S24LE", 48000, 2) } },
  { &convert, { RAW ("S16LE", 48000, 2), RAW ("S16LE", 48000, 2) },
      { RAW ("S24LE", 48000, 2), RAW ("F64LE", 48000, 1) } },
  { &resample, { RAW ("S16LE", 48000, 2), RAW ("S16LE", 44100, 2) },
      { RAW ("S16LE", 16000, 2), RAW ("S16LE", 16000, 2) } },
  { &resample, { RAW ("S16LE", 48000, 2), RAW ("S16LE", 48000, 2) },
      { RAW ("S16LE", 16000, 2), RAW ("S16LE", 48000, 2) } },
};

/* Upstream or downstream changes its caps within the stream. */
static void
test_live_switch_negotiates_again (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++) {
    const SwitchCase *test = &switches[i];
    const StreamCase from = { .input = test->upstream[0], .in_rate_hz = 48000 };
    const StreamCase to = { .input = test->upstream[1], .in_rate_hz = 48000 };
    GstHarness *h =
        open_harness (test->pair->ours, from.input, test->downstream[0]);
    g_autoptr (GstCaps) expected = gst_caps_from_string (test->downstream[1]);
    g_autoptr (GstCaps) caps = NULL;

    for (guint n = 0; n < 3; n++)
      g_assert_cmpint (
          gst_harness_push (h, make_buffer (&from, n, 0)), ==, GST_FLOW_OK);
    gst_harness_set_sink_caps_str (h, test->downstream[1]);
    gst_harness_push_upstream_event (h, gst_event_new_reconfigure ());
    if (g_strcmp0 (to.input, from.input) != 0)
      gst_harness_set_src_caps_str (h, to.input);
    for (guint n = 3; n < 6; n++)
      g_assert_cmpint (
          gst_harness_push (h, make_buffer (&to, n, 0)), ==, GST_FLOW_OK);
    caps = gst_pad_get_current_caps (h->sinkpad);
    g_assert_true (gst_caps_can_intersect (caps, expected));
    gst_harness_teardown (h);
  }
}

static void
test_shutdown_while_running_returns (gconstpointer data)
{
  const StreamCase *test = data;
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc samplesperbuffer=64 ! %s ! %s ! %s ! fakesink sync=false",
      test->input, test->pair->ours, test->output);

  for (guint i = 0; i < 20; i++) {
    g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);

    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    g_assert_cmpint (
        gst_element_get_state (pipeline, NULL, NULL, GST_CLOCK_TIME_NONE), ==,
        GST_STATE_CHANGE_SUCCESS);
    g_assert_cmpint (gst_element_set_state (pipeline, GST_STATE_NULL), ==,
        GST_STATE_CHANGE_SUCCESS);
  }
}

static void
add_stream (const StreamCase *test, const char *name, GTestDataFunc run)
{
  g_autofree char *path =
      g_strdup_printf ("/beside-stock/%s/%s", test->name, name);

  g_test_add_data_func (path, test, run);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  g_test_add_func (
      "/beside-stock/caps", test_caps_are_those_of_the_stock_element);
  g_test_add_func (
      "/beside-stock/live-switch", test_live_switch_negotiates_again);
  g_test_add_func (
      "/beside-stock/convert/invalid-matrix", test_invalid_matrix_is_refused);
  g_test_add_data_func ("/beside-stock/convert/too-many-channels", &convert,
      test_too_many_channels_are_refused);
  g_test_add_data_func ("/beside-stock/resample/too-many-channels", &resample,
      test_too_many_channels_are_refused);
  g_test_add_data_func ("/beside-stock/convert/passthrough", &convert,
      test_passthrough_is_preferred);
  g_test_add_data_func ("/beside-stock/resample/passthrough", &resample,
      test_passthrough_is_preferred);
  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++) {
    add_stream (&streams[i], "perfect", test_stream_is_perfect);
    add_stream (
        &streams[i], "hole", test_hole_is_where_the_stock_element_has_it);
    add_stream (
        &streams[i], "reuse", test_reuse_after_null_has_the_same_output);
    add_stream (&streams[i], "shutdown", test_shutdown_while_running_returns);
  }
  return g_test_run ();
}
