/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Effect of rmgresample on the signal, pad to pad. */
#include "elements/resample/rmgresample.h"
#include "tests/lib/signals.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#define IN_HZ 48000
#define OUT_HZ 16000
/* Output frames that quality=high keeps back: its delay of 90 input frames. */
#define HELD 30
#define CLIP_FRAMES 24000
#define OUT_FRAMES (CLIP_FRAMES / 3)

static GstHarness *
open_harness (const char *format, const char *launch)
{
  GstHarness *h = gst_harness_new_parse (launch);
  g_autofree char *caps = g_strdup_printf (
      "audio/x-raw,format=%s,rate=48000,channels=1,layout=interleaved", format);

  gst_harness_set_src_caps_str (h, caps);
  return h;
}

/* Replaces the in_bytes of a clip by the out_bytes that come out. */
static void
run_clip (GstHarness *h, gpointer clip, gsize in_bytes, gsize out_bytes)
{
  GstBuffer *buffer;
  gsize at = 0;

  gst_harness_push (h, gst_buffer_new_memdup (clip, in_bytes));
  gst_harness_push_event (h, gst_event_new_eos ());
  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    g_assert_cmpuint (at + gst_buffer_get_size (buffer), <=, out_bytes);
    at += gst_buffer_extract (buffer, 0, (guint8 *) clip + at, out_bytes - at);
    gst_buffer_unref (buffer);
  }
  g_assert_cmpuint (at, ==, out_bytes);
}

/* Level in the output at out_hz when a full-scale tone of in_hz goes in. */
static double
response_db (const char *launch, double in_hz, double out_hz)
{
  GstHarness *h = open_harness (GST_AUDIO_NE (F32), launch);
  g_autofree double *wide = g_new (double, CLIP_FRAMES);
  g_autofree float *clip = g_new (float, CLIP_FRAMES);
  double level_db;

  rmg_test_sine (wide, CLIP_FRAMES, in_hz, IN_HZ, 1.0, 0.5);
  rmg_test_to_f32 (clip, wide, CLIP_FRAMES);
  run_clip (h, clip, CLIP_FRAMES * sizeof *clip, OUT_FRAMES * sizeof *clip);
  rmg_test_to_f64 (wide, clip, OUT_FRAMES);
  level_db = rmg_test_tone_db (wide + 200, 7600, out_hz, OUT_HZ);
  gst_harness_teardown (h);
  return level_db;
}

static void
test_resample_rejects_aliases_pad_to_pad (void)
{
  static const struct
  {
    const char *launch;
    double rejection_db;
  } rows[] = {
    { "rmgresample rate=16000 quality=fast", 80 },
    { "rmgresample rate=16000 quality=medium", 100 },
    { "rmgresample rate=16000 quality=high", 120 },
    { "rmgresample rate=16000 quality=best", 150 },
    { "rmgresample rate=16000 engine=libsamplerate", 120 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpfloat (
        response_db (rows[i].launch, 8800, 7200), <=, -rows[i].rejection_db);
    g_assert_cmpfloat_with_epsilon (
        response_db (rows[i].launch, 1000, 1000), 0, 0.01);
  }
}

static void
test_resample_formats_carry_the_same_sound (void)
{
  static const struct
  {
    const char *format;
    double snr_db;
  } rows[] = {
    { "S8", 42 },
    { "U8", 42 },
    { "S16LE", 90 },
    { "S16BE", 90 },
    { "S24LE", 115 },
    { "S24BE", 115 },
    { "S24_32LE", 115 },
    { "S24_32BE", 115 },
    { "S32LE", 115 },
    { "S32BE", 115 },
    { "F32LE", 115 },
    { "F32BE", 115 },
    { "F64LE", 115 },
    { "F64BE", 115 },
  };
  const gsize n_in = 4800, n_out = 1600;
  double in[4800], expected[1600], actual[1600];

  rmg_test_sine (in, n_in, 440, IN_HZ, 0.9, 0.1);
  rmg_test_sine (expected, n_out, 440, OUT_HZ, 0.9, 0.1);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const GstAudioFormatInfo *info = gst_audio_format_get_info (
        gst_audio_format_from_string (rows[i].format));
    GstHarness *h = open_harness (rows[i].format, "rmgresample rate=16000");
    gsize bytes = info->width / 8;
    g_autofree guint8 *packed = g_malloc0 (n_in * bytes);

    /* Formats unpack to S32 or F64: integers are scaled by hand. */
    for (gsize k = 0; k < n_in; k++) {
      gint32 integer = (gint32) (in[k] * 2147483647.0);

      if (GST_AUDIO_FORMAT_INFO_IS_INTEGER (info))
        info->pack_func (info, 0, &integer, packed + k * bytes, 1);
      else
        info->pack_func (info, 0, &in[k], packed + k * bytes, 1);
    }
    run_clip (h, packed, n_in * bytes, n_out * bytes);
    for (gsize k = 0; k < n_out; k++) {
      gint32 integer;

      info->unpack_func (info, 0,
          GST_AUDIO_FORMAT_INFO_IS_INTEGER (info) ? (gpointer) &integer
                                                  : (gpointer) &actual[k],
          packed + k * bytes, 1);
      if (GST_AUDIO_FORMAT_INFO_IS_INTEGER (info))
        actual[k] = integer / 2147483648.0;
    }
    g_assert_cmpfloat (
        rmg_test_snr_db (expected + 60, actual + 60, n_out - 120), >=,
        rows[i].snr_db);
    gst_harness_teardown (h);
  }
}

static void
test_resample_planar_buffers_are_resampled (void)
{
  GstHarness *h = gst_harness_new_parse ("rmgresample rate=16000");
  const float clip[960] = { 0 };
  GstAudioInfo info;
  GstAudioBuffer audio;
  GstBuffer *out, *in = gst_buffer_new_memdup (clip, sizeof clip);

  gst_harness_set_src_caps_str (h,
      "audio/x-raw,format=F32LE,rate=48000,"
      "channels=2,channel-mask=(bitmask)3,"
      "layout=non-interleaved");
  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_F32, IN_HZ, 2, NULL);
  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_buffer_add_audio_meta (in, &info, 480, NULL);
  out = gst_harness_push_and_pull (h, in);
  info.rate = OUT_HZ;
  g_assert_true (gst_audio_buffer_map (&audio, &info, out, GST_MAP_READ));
  g_assert_cmpuint (audio.n_samples, ==, 160 - HELD);
  gst_audio_buffer_unmap (&audio);
  gst_buffer_unref (out);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);

  g_test_add_func (
      "/rmgresample/rejection", test_resample_rejects_aliases_pad_to_pad);
  g_test_add_func (
      "/rmgresample/formats", test_resample_formats_carry_the_same_sound);
  g_test_add_func (
      "/rmgresample/planar", test_resample_planar_buffers_are_resampled);
  return g_test_run ();
}
