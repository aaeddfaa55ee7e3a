/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/wav/format.h"
#include "tests/lib/wav-bytes.h"

typedef struct
{
  guint tag;
  guint channels;
  guint bits;
  const char *caps;
} CapsRow;

static const CapsRow rows[] = {
  { 1, 1, 8, "audio/x-raw,format=U8,layout=interleaved,rate=8000,channels=1" },
  { 1, 1, 16,
      "audio/x-raw,format=S16LE,layout=interleaved,rate=8000,channels=1" },
  { 1, 2, 24,
      "audio/x-raw,format=S24LE,layout=interleaved,rate=8000,channels=2" },
  { 1, 2, 32,
      "audio/x-raw,format=S32LE,layout=interleaved,rate=8000,channels=2" },
  { 3, 1, 32,
      "audio/x-raw,format=F32LE,layout=interleaved,rate=8000,channels=1" },
  { 3, 1, 64,
      "audio/x-raw,format=F64LE,layout=interleaved,rate=8000,channels=1" },
  { 6, 1, 8, "audio/x-alaw,rate=8000,channels=1" },
  { 7, 2, 8, "audio/x-mulaw,rate=8000,channels=2" },
  /* more than two channels without a mask have no positions */
  { 1, 3, 16,
      "audio/x-raw,format=S16LE,layout=interleaved,rate=8000,channels=3,"
      "channel-mask=(bitmask)0" },
  { 1, 16, 16,
      "audio/x-raw,format=S16LE,layout=interleaved,rate=8000,channels=16,"
      "channel-mask=(bitmask)0" },
};

static void
test_format_of_wav_becomes_caps (gconstpointer data)
{
  const CapsRow *row = data;
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  g_autoptr (GstCaps) expected = gst_caps_from_string (row->caps);
  g_autoptr (GstCaps) caps = NULL;
  RmgWavFormat format = { 0 };

  wav_append_format (chunk, row->tag, row->channels, 8000, row->bits);
  g_assert_null (rmg_wav_format_read (&format, chunk->data + 8, 16, FALSE));
  caps = rmg_wav_format_make_caps (&format);
  g_assert_true (gst_caps_is_equal (caps, expected));
}

static void
append_extension (GByteArray *chunk, guint32 mask)
{
  wav_append_16 (chunk, 22);
  wav_append_16 (chunk, 16);
  wav_append_32 (chunk, mask);
  wav_append_16 (chunk, 1);
  g_byte_array_set_size (chunk, 8 + RMG_WAV_FORMAT_MAX_BYTES);
}

static void
test_format_extended_has_the_positions_of_its_mask (void)
{
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  RmgWavFormat format = { 0 };
  GstAudioChannelPosition positions[RMG_WAV_MAX_CHANNELS];
  g_autoptr (GstCaps) caps = NULL;
  GstAudioInfo info;

  wav_append_format (chunk, 0xfffe, 6, 48000, 16);
  append_extension (chunk, 0x60f); /* 5.1 with side speakers */
  g_assert_null (rmg_wav_format_read (
      &format, chunk->data + 8, RMG_WAV_FORMAT_MAX_BYTES, FALSE));
  g_assert_true (rmg_wav_format_get_positions (&format, positions));
  g_assert_cmpint (positions[4], ==, GST_AUDIO_CHANNEL_POSITION_SIDE_LEFT);
  caps = rmg_wav_format_make_caps (&format);
  g_assert_true (gst_audio_info_from_caps (&info, caps));
  g_assert_cmpint (info.position[5], ==, GST_AUDIO_CHANNEL_POSITION_SIDE_RIGHT);
}

static void
test_format_with_too_few_positions_has_none (void)
{
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  RmgWavFormat format = { 0 };
  g_autoptr (GstCaps) caps = NULL;
  GstAudioInfo info;

  wav_append_format (chunk, 0xfffe, 4, 48000, 16);
  append_extension (chunk, 3);
  g_assert_null (rmg_wav_format_read (
      &format, chunk->data + 8, RMG_WAV_FORMAT_MAX_BYTES, FALSE));
  caps = rmg_wav_format_make_caps (&format);
  g_assert_true (gst_audio_info_from_caps (&info, caps));
  g_assert_true (GST_AUDIO_INFO_IS_UNPOSITIONED (&info));
}

typedef struct
{
  guint tag;
  guint channels;
  guint rate_hz;
  guint bits;
  const char *problem;
} Unsupported;

static const Unsupported unsupported[] = {
  { 2, 1, 8000, 16, "Samples of the coding 0x0002 are not plain." },
  { 1, 0, 8000, 16, "The file has 0 channels; 1 to 64 are supported." },
  { 1, 65, 8000, 16, "The file has 65 channels; 1 to 64 are supported." },
  { 1, 1, 0, 16, "The file has a sample rate of 0 Hz." },
  { 1, 1, 8000, 64, "Samples of 64 bits are not supported." },
  { 3, 1, 8000, 16, "Samples of 16 bits (floating point) are not supported." },
};

static void
test_format_unsupported_has_its_reason (gconstpointer data)
{
  const Unsupported *row = data;
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  RmgWavFormat format = { 0 };
  g_autofree char *problem = NULL;

  wav_append_format (chunk, row->tag, row->channels, row->rate_hz, row->bits);
  problem = rmg_wav_format_read (&format, chunk->data + 8, 16, FALSE);
  g_assert_cmpstr (problem, ==, row->problem);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/wav/format/caps/%u", i);

    g_test_add_data_func (path, &rows[i], test_format_of_wav_becomes_caps);
  }
  g_test_add_func ("/wav/format/positions",
      test_format_extended_has_the_positions_of_its_mask);
  g_test_add_func (
      "/wav/format/few-positions", test_format_with_too_few_positions_has_none);
  for (guint i = 0; i < G_N_ELEMENTS (unsupported); i++) {
    g_autofree char *path = g_strdup_printf ("/wav/format/unsupported/%u", i);

    g_test_add_data_func (
        path, &unsupported[i], test_format_unsupported_has_its_reason);
  }
  return g_test_run ();
}
