/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Caps negotiation of rmgconvert. */
#include "elements/convert/rmgconvert.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#define S16 "audio/x-raw,format=" GST_AUDIO_NE (S16) ",rate=48000"
#define MONO ",layout=interleaved,channels=1"
#define STEREO ",layout=interleaved,channels=2,channel-mask=(bitmask)3"

static GstHarness *
make_harness (const char *launch, const char *in, const char *out)
{
  GstHarness *h = gst_harness_new_parse (launch);

  if (out != NULL)
    gst_harness_set_sink_caps_str (h, out);
  gst_harness_set_src_caps_str (h, in);
  return h;
}

static GstFlowReturn
push_zeros (GstHarness *h)
{
  const guint8 zeros[48] = { 0 };

  return gst_harness_push (h, gst_buffer_new_memdup (zeros, sizeof zeros));
}

static void
assert_out_caps (GstHarness *h, const char *field, const char *expected)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);

  g_assert_cmpstr (
      gst_structure_get_string (gst_caps_get_structure (caps, 0), field), ==,
      expected);
}

/* Offered caps and the expected choice. */
typedef struct
{
  const char *in, *offered, *expected;
} Choice;

static const Choice choices[] = {
  { "S16LE", "{ F64LE, S16LE, F32LE }", "S16LE" },
  { "S16LE", "{ U8, F64LE, S24LE, S32LE }", "S24LE" },
  { "S16LE", "{ U8, F32LE, F64LE }", "F32LE" },
  { "S24LE", "{ S16LE, F64LE, F32LE }", "F32LE" },
  { "S32LE", "{ F32LE, S16LE, F64LE }", "F64LE" },
  { "F32LE", "{ S16LE, S32LE, S24LE }", "S32LE" },
  { "F64LE", "{ S32LE, F32LE, S16LE }", "F32LE" },
  { "F32LE", "{ F32BE, S16LE }", "F32BE" },
  { "S16LE", "{ S8, U8 }", "S8" },
};

static void
test_caps_nearest_format_is_chosen (gconstpointer data)
{
  const Choice *choice = data;
  g_autofree char *in =
      g_strdup_printf ("audio/x-raw,rate=8000,format=%s" MONO, choice->in);
  g_autofree char *out = g_strdup_printf (
      "audio/x-raw,rate=8000,layout=interleaved,format=%s", choice->offered);
  GstHarness *h = make_harness ("rmgconvert", in, out);

  g_assert_cmpint (push_zeros (h), ==, GST_FLOW_OK);
  assert_out_caps (h, "format", choice->expected);
  gst_harness_teardown (h);
}

/* Like the caps of an encoder: one structure for each number of channels. */
#define FLAC                                                                   \
  "audio/x-raw,format=S24LE,channels=1;"                                       \
  "audio/x-raw,format=S24LE,channels=2,channel-mask=(bitmask)0x3;"             \
  "audio/x-raw,format=S24LE,channels=4,channel-mask=(bitmask)0x33;"            \
  "audio/x-raw,format=S24LE,channels=6,channel-mask=(bitmask)0x3f"

/* Channels and mask that arrive, offered caps, and the expected choice; the
 * expectation is 0 if the caps must be refused. */
typedef struct
{
  const char *name;
  gint in;
  guint64 in_mask;
  const char *offered;
  gint channels;
  guint64 mask;
  const char *format;
} Structures;

static const Structures structures[] = {
  { "mono", 1, 0, FLAC, 1, 0, "S24LE" },
  { "stereo-not-first", 2, 0x3, FLAC, 2, 0x3, "S24LE" },
  { "more-before-fewer", 3, 0x7, FLAC, 4, 0x33, "S24LE" },
  { "fewer-if-no-more", 8, 0xc3f, FLAC, 6, 0x3f, "S24LE" },
  { "other-positions", 6, 0x60f, FLAC, 6, 0x3f, "S24LE" },
  { "unpositioned-same-number", 4, 0, FLAC, 4, 0x33, "S24LE" },
  { "unpositioned-not-mixed", 5, 0, FLAC, 0, 0, NULL },
  { "channels-before-format", 2, 0x3,
      "audio/x-raw,format=S32LE,channels=1;"
      "audio/x-raw,format=U8,channels=2,channel-mask=(bitmask)0x3",
      2, 0x3, "U8" },
  { "format-of-a-later-structure", 2, 0x3,
      "audio/x-raw,format=U8;audio/x-raw,format=F32LE", 2, 0x3, "F32LE" },
};

static void
test_caps_structure_with_least_loss_is_chosen (gconstpointer data)
{
  const Structures *row = data;
  g_autofree char *in =
      g_strdup_printf (S16 ",layout=interleaved,channels=%d,channel-mask=("
                           "bitmask)0x%" G_GINT64_MODIFIER "x",
          row->in, row->in_mask);
  GstHarness *h =
      make_harness ("rmgconvert", row->in == 1 ? S16 MONO : in, row->offered);
  g_autoptr (GstCaps) caps = NULL;
  const GstStructure *structure;
  guint64 mask = 0;
  gint channels;

  if (row->channels == 0) {
    g_assert_cmpint (push_zeros (h), ==, GST_FLOW_NOT_NEGOTIATED);
    gst_harness_teardown (h);
    return;
  }
  g_assert_cmpint (push_zeros (h), ==, GST_FLOW_OK);
  caps = gst_pad_get_current_caps (h->sinkpad);
  structure = gst_caps_get_structure (caps, 0);
  g_assert_true (gst_structure_get_int (structure, "channels", &channels));
  gst_structure_get (structure, "channel-mask", GST_TYPE_BITMASK, &mask, NULL);
  g_assert_cmpint (channels, ==, row->channels);
  g_assert_cmphex (mask, ==, row->mask);
  assert_out_caps (h, "format", row->format);
  gst_harness_teardown (h);
}

/* The properties fix all but the positions. */
static void
test_caps_unpositioned_get_positions_with_properties (void)
{
  GstHarness *h = make_harness ("rmgconvert format=S24LE layout=interleaved",
      S16 ",layout=interleaved,channels=4,channel-mask=(bitmask)0", FLAC);
  g_autoptr (GstCaps) caps = NULL;
  guint64 mask = 0;

  g_assert_cmpint (push_zeros (h), ==, GST_FLOW_OK);
  caps = gst_pad_get_current_caps (h->sinkpad);
  gst_structure_get (gst_caps_get_structure (caps, 0), "channel-mask",
      GST_TYPE_BITMASK, &mask, NULL);
  g_assert_cmphex (mask, ==, 0x33);
  gst_harness_teardown (h);
}

static void
test_caps_properties_decide (void)
{
  GstHarness *h =
      make_harness ("rmgconvert format=S24BE channels=6 layout=non-interleaved",
          S16 STEREO, NULL);
  g_autoptr (GstCaps) caps = NULL;
  GstAudioInfo info;

  g_assert_cmpint (push_zeros (h), ==, GST_FLOW_OK);
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_audio_info_from_caps (&info, caps));
  g_assert_cmpint (GST_AUDIO_INFO_FORMAT (&info), ==, GST_AUDIO_FORMAT_S24BE);
  g_assert_cmpint (info.channels, ==, 6);
  g_assert_cmpint (info.layout, ==, GST_AUDIO_LAYOUT_NON_INTERLEAVED);
  gst_harness_teardown (h);
}

static void
test_caps_rate_cannot_change (void)
{
  GstHarness *h = make_harness (
      "rmgconvert", S16 MONO, "audio/x-raw,format=F32LE,rate=16000");

  g_assert_cmpint (push_zeros (h), ==, GST_FLOW_NOT_NEGOTIATED);
  gst_harness_teardown (h);
}

static void
test_caps_without_layout_are_refused (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgconvert format=F32LE");

  gst_harness_set_src_caps_str (
      h, "audio/x-raw,format=S16LE,rate=16000,channels=1");
  g_assert_cmpint (push_zeros (h), ==, GST_FLOW_NOT_NEGOTIATED);
  gst_harness_teardown (h);
}

static void
test_caps_planar_mono_in_place_has_no_audio_meta (void)
{
  GstHarness *h = make_harness ("rmgconvert",
      "audio/x-raw,format=F32LE,rate=16000,channels=1,layout=non-interleaved",
      "audio/x-raw,format=S32LE,rate=16000,channels=1,layout=interleaved");
  GstBuffer *buffer = gst_buffer_new_and_alloc (64);
  g_autoptr (GstBuffer) out = NULL;
  GstAudioInfo info;

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32LE, 16000, 1, NULL);
  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_buffer_memset (buffer, 0, 0, 64);
  gst_buffer_add_audio_meta (buffer, &info, 16, NULL);
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  out = gst_harness_pull (h);
  g_assert_null (gst_buffer_get_audio_meta (out));
  gst_harness_teardown (h);
}

static void
add_choices (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (structures); i++) {
    g_autofree char *path =
        g_strconcat ("/rmgconvert/caps/structure/", structures[i].name, NULL);

    g_test_add_data_func (
        path, &structures[i], test_caps_structure_with_least_loss_is_chosen);
  }
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autofree char *path = g_strdup_printf ("/rmgconvert/caps/choice/%u", i);

    g_test_add_data_func (
        path, &choices[i], test_caps_nearest_format_is_chosen);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  add_choices ();
  g_test_add_func ("/rmgconvert/caps/unpositioned",
      test_caps_unpositioned_get_positions_with_properties);
  g_test_add_func ("/rmgconvert/caps/properties", test_caps_properties_decide);
  g_test_add_func ("/rmgconvert/caps/rate", test_caps_rate_cannot_change);
  g_test_add_func (
      "/rmgconvert/caps/no-layout", test_caps_without_layout_are_refused);
  g_test_add_func ("/rmgconvert/caps/planar-mono",
      test_caps_planar_mono_in_place_has_no_audio_meta);
  return g_test_run ();
}
