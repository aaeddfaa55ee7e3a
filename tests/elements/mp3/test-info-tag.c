/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/mp3/info-tag.h"

#include <string.h>

/* MPEG 1, layer III, 128 kbit/s, 44.1 kHz, joint stereo; and MPEG 2.5, mono. */
static const guint8 stereo[] = { 0xff, 0xfb, 0x90, 0x64 };
static const guint8 narrow[] = { 0xff, 0xe3, 0x18, 0xc4 };

static void
test_header_of_stereo_has_rate_and_length (void)
{
  RmgMp3Header header;

  g_assert_true (rmg_mp3_header_read (&header, stereo));
  g_assert_cmpuint (header.rate_hz, ==, 44100);
  g_assert_cmpuint (header.channels, ==, 2);
  g_assert_cmpuint (header.samples, ==, 1152);
  g_assert_cmpuint (header.n_bytes, ==, 417);
}

static void
test_header_of_version_2_5_has_rate_and_length (void)
{
  RmgMp3Header header;

  g_assert_true (rmg_mp3_header_read (&header, narrow));
  g_assert_cmpuint (header.rate_hz, ==, 8000);
  g_assert_cmpuint (header.channels, ==, 1);
  g_assert_cmpuint (header.samples, ==, 576);
  g_assert_cmpuint (header.n_bytes, ==, 72);
}

static void
test_header_of_other_layers_is_refused (void)
{
  const guint8 layer_2[] = { 0xff, 0xfd, 0x90, 0x64 };
  const guint8 text[] = { 'R', 'I', 'F', 'F' };
  RmgMp3Header header;

  g_assert_false (rmg_mp3_header_read (&header, layer_2));
  g_assert_false (rmg_mp3_header_read (&header, text));
}

static void
assert_round_trip (const guint8 *head, gsize offset)
{
  const RmgMp3Summary summary = { .frames = 1234,
    .bytes = 56789,
    .delay = 576,
    .padding = 1404,
    .encoder = "LAME3.100" };
  guint8 bytes[64 + RMG_MP3_MAX_INFO] = { 0 };
  RmgMp3Header header, found;
  RmgMp3Info info;
  gsize n_bytes;

  g_assert_true (rmg_mp3_header_read (&header, head));
  n_bytes = rmg_mp3_info_write (&summary, &header, bytes + offset);
  g_assert_true (rmg_mp3_info_find (&info, &found, bytes, offset + n_bytes));
  g_assert_cmpuint (found.rate_hz, ==, header.rate_hz);
  g_assert_cmpuint (found.n_bytes, ==, n_bytes);
  g_assert_cmpuint (info.frames, ==, 1234);
  g_assert_cmpuint (info.bytes, ==, 56789);
  g_assert_true (info.has_delay);
  g_assert_cmpuint (info.delay, ==, 576);
  g_assert_cmpuint (info.padding, ==, 1404);
}

static void
test_info_is_found_as_it_was_written (void)
{
  assert_round_trip (stereo, 0);
  assert_round_trip (narrow, 0);
  assert_round_trip (stereo, 37);
}

static void
test_info_of_unknown_length_has_the_delay (void)
{
  const RmgMp3Summary summary = { .delay = 576, .encoder = "LAME3.100" };
  guint8 bytes[RMG_MP3_MAX_INFO];
  RmgMp3Header header;
  RmgMp3Info info;
  gsize n_bytes;

  g_assert_true (rmg_mp3_header_read (&header, stereo));
  n_bytes = rmg_mp3_info_write (&summary, &header, bytes);
  g_assert_true (rmg_mp3_info_find (&info, &header, bytes, n_bytes));
  g_assert_cmpuint (info.frames, ==, 0);
  g_assert_cmpuint (info.delay, ==, 576);
}

/* A tag that is cut anywhere is read up to there, inside the bytes. */
static void
test_info_that_is_cut_reads_no_further (void)
{
  const RmgMp3Summary summary = { .frames = 1, .encoder = "LAME3.100" };
  guint8 bytes[RMG_MP3_MAX_INFO];
  RmgMp3Header header;
  gsize n_bytes;

  g_assert_true (rmg_mp3_header_read (&header, stereo));
  n_bytes = rmg_mp3_info_write (&summary, &header, bytes);
  for (gsize n = 0; n < n_bytes; n++) {
    g_autofree guint8 *copy = g_memdup2 (bytes, n);
    RmgMp3Info info;

    if (rmg_mp3_info_find (&info, &header, copy, n))
      g_assert_cmpuint (n, >=, 4 + 32 + 8);
  }
}

static void
test_info_of_unknown_encoder_has_no_delay (void)
{
  const RmgMp3Summary summary = { .frames = 9, .encoder = "zzzz" };
  guint8 bytes[RMG_MP3_MAX_INFO];
  RmgMp3Header header;
  RmgMp3Info info;
  gsize n_bytes;

  g_assert_true (rmg_mp3_header_read (&header, stereo));
  n_bytes = rmg_mp3_info_write (&summary, &header, bytes);
  g_assert_true (rmg_mp3_info_find (&info, &header, bytes, n_bytes));
  g_assert_cmpuint (info.frames, ==, 9);
  g_assert_false (info.has_delay);
}

/* The published check value of CRC-16/ARC. */
static void
test_crc_has_the_published_value (void)
{
  g_assert_cmphex (
      rmg_mp3_crc (0, (const guint8 *) "123456789", 9), ==, 0xbb3d);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/info-tag/stereo", test_header_of_stereo_has_rate_and_length);
  g_test_add_func (
      "/info-tag/narrow", test_header_of_version_2_5_has_rate_and_length);
  g_test_add_func ("/info-tag/layers", test_header_of_other_layers_is_refused);
  g_test_add_func (
      "/info-tag/round-trip", test_info_is_found_as_it_was_written);
  g_test_add_func (
      "/info-tag/no-length", test_info_of_unknown_length_has_the_delay);
  g_test_add_func ("/info-tag/cut", test_info_that_is_cut_reads_no_further);
  g_test_add_func (
      "/info-tag/encoder", test_info_of_unknown_encoder_has_no_delay);
  g_test_add_func ("/info-tag/crc", test_crc_has_the_published_value);
  return g_test_run ();
}
