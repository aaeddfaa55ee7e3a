/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/resample/resample.h"
#include "tests/lib/signals.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N_FRAMES 3001
#define CHANNELS 2
#define MAX_OUT 4000
#define PIECE 701

typedef struct
{
  const char *name;
  RmgFormat format;
  gsize bytes;
  double steps; /* to full scale; 0 for floats */
  double tolerance;
} Format;

/* Half a step of rounding, and the noise of single precision where the sums
 * have it. */
#define STEP(bits) (0.5 / (G_GUINT64_CONSTANT (1) << ((bits) -1)))
#define SINGLE 1e-6
#define DOUBLE 1e-12

static const Format formats[] = {
  { "u8", RMG_FORMAT_U8, 1, 0x1p7, STEP (8) + SINGLE },
  { "s8", RMG_FORMAT_S8, 1, 0x1p7, STEP (8) + SINGLE },
  { "s16", RMG_FORMAT_S16, 2, 0x1p15, STEP (16) + SINGLE },
  { "s24", RMG_FORMAT_S24, 3, 0x1p23, STEP (24) + DOUBLE },
  { "s24-32", RMG_FORMAT_S24_32, 4, 0x1p23, STEP (24) + DOUBLE },
  { "s32", RMG_FORMAT_S32, 4, 0x1p31, STEP (32) + DOUBLE },
  { "f32", RMG_FORMAT_F32, 4, 0, SINGLE },
  { "f64", RMG_FORMAT_F64, 8, 0, DOUBLE },
};

typedef struct
{
  const Format *format;
  bool swapped;
  bool interleaved;
  RmgResampleEngine engine;
} Case;

static void
put_bytes (guint8 *to, const void *from, const Case *test)
{
  const gsize n = test->format->bytes;

  for (gsize i = 0; i < n; i++)
    to[test->swapped ? n - 1 - i : i] = ((const guint8 *) from)[i];
}

/* Native samples have their lowest byte first, as on x86-64 and AArch64. */
static void
encode (guint8 *to, double value, const Case *test)
{
  const Format *format = test->format;
  const float single = (float) value;
  gint64 integer = (gint64) rint (value * format->steps);

  if (format->format == RMG_FORMAT_F64)
    put_bytes (to, &value, test);
  else if (format->format == RMG_FORMAT_F32)
    put_bytes (to, &single, test);
  else {
    if (format->format == RMG_FORMAT_U8)
      integer += 128;
    integer = GINT64_TO_LE (integer);
    put_bytes (to, &integer, test);
  }
}

static double
decode (const guint8 *from, const Case *test)
{
  const Format *format = test->format;
  guint8 bytes[8] = { 0 };
  double value;
  float single;
  gint64 integer;

  put_bytes (bytes, from, test);
  memcpy (&value, bytes, sizeof value);
  memcpy (&single, bytes, sizeof single);
  memcpy (&integer, bytes, sizeof integer);
  if (format->format == RMG_FORMAT_F64)
    return value;
  if (format->format == RMG_FORMAT_F32)
    return single;
  integer = GINT64_FROM_LE (integer);
  if (format->format == RMG_FORMAT_U8)
    return (integer - 128) / format->steps;
  /* Signs that lie in the highest byte of the sample. */
  if (format->format == RMG_FORMAT_S24_32)
    integer = (gint64) ((guint64) integer << 40) >> 40;
  else
    integer = (gint64) ((guint64) integer << (64 - 8 * format->bytes)) >>
        (64 - 8 * format->bytes);
  return integer / format->steps;
}

static gsize
position_of (const Case *test, gsize capacity, gsize frame, gsize channel)
{
  gsize at = test->interleaved ? frame * CHANNELS + channel
                               : channel * capacity + frame;

  return at * test->format->bytes;
}

static RmgFrames
view (const Case *test, guint8 *bytes, gsize capacity, gsize first, gsize n)
{
  RmgFrames frames = { .channels = CHANNELS,
    .interleaved = test->interleaved,
    .format = test->format->format,
    .swapped = test->swapped,
    .n_frames = n };

  for (gsize c = 0; c < CHANNELS; c++)
    frames.planes[c] = bytes + position_of (test, capacity, first, c);
  return frames;
}

/* Returns: the number of frames in @out. */
static gsize
resample (const Case *test, guint8 *in, guint8 *out)
{
  const RmgResampleConfig config = { .in_rate_hz = 44100,
    .out_rate_hz = 48000,
    .channels = CHANNELS,
    .format = test->format->format,
    .swapped = test->swapped,
    .quality = RMG_RESAMPLE_HIGH,
    .engine = test->engine };
  RmgResampler *resampler = rmg_resampler_open (&config);
  gsize written = 0;
  RmgFrames rest;

  g_assert_nonnull (resampler);
  for (gsize first = 0; first < N_FRAMES; first += PIECE) {
    RmgFrames from =
        view (test, in, N_FRAMES, first, MIN (PIECE, N_FRAMES - first));
    RmgFrames to = view (test, out, MAX_OUT, written, MAX_OUT - written);

    written += rmg_resampler_process (resampler, &from, &to);
  }
  rest = view (test, out, MAX_OUT, written, MAX_OUT - written);
  written += rmg_resampler_drain (resampler, &rest);
  rmg_resampler_close (resampler);
  return written;
}

static void
test_resample_format_equals_double_reference (gconstpointer data)
{
  const Case *test = data;
  const Case reference = { &formats[G_N_ELEMENTS (formats) - 1], false, true,
    test->engine };
  g_autofree double *noise = g_new (double, N_FRAMES *CHANNELS);
  g_autofree guint8 *in = g_malloc0 (N_FRAMES * CHANNELS * 8);
  g_autofree guint8 *out = g_malloc0 (MAX_OUT * CHANNELS * 8);
  g_autofree guint8 *wanted = g_malloc0 (MAX_OUT * CHANNELS * 8);
  gsize n;

  rmg_test_noise (noise, N_FRAMES * CHANNELS, 11, 0.4);
  for (gsize i = 0; i < N_FRAMES; i++)
    for (gsize c = 0; c < CHANNELS; c++) {
      guint8 *sample = in + position_of (test, N_FRAMES, i, c);

      encode (sample, noise[i * CHANNELS + c], test);
      noise[i * CHANNELS + c] = decode (sample, test);
    }
  n = resample (test, in, out);
  g_assert_cmpuint (n, ==, resample (&reference, (guint8 *) noise, wanted));
  for (gsize i = 0; i < n; i++)
    for (gsize c = 0; c < CHANNELS; c++)
      g_assert_cmpfloat_with_epsilon (
          decode (out + position_of (test, MAX_OUT, i, c), test),
          decode (wanted + position_of (&reference, MAX_OUT, i, c), &reference),
          test->format->tolerance);
}

static void
copy_frames (const Case *to, guint8 *out, gsize first, const Case *from,
    const guint8 *in, gsize n)
{
  for (gsize i = 0; i < n; i++)
    for (gsize c = 0; c < CHANNELS; c++)
      memcpy (out + position_of (to, MAX_OUT, first + i, c),
          in + position_of (from, MAX_OUT, i, c), to->format->bytes);
}

/* The input is planar in every other piece, the output in those between. */
static void
test_resample_layout_that_changes_leaves_the_samples_alone (void)
{
  const Case cases[] = {
    { &formats[3], false, false, RMG_RESAMPLE_POLYPHASE },
    { &formats[3], false, true, RMG_RESAMPLE_POLYPHASE },
  };
  const RmgResampleConfig config = { .in_rate_hz = 44100,
    .out_rate_hz = 48000,
    .channels = CHANNELS,
    .format = RMG_FORMAT_S24,
    .quality = RMG_RESAMPLE_HIGH,
    .engine = RMG_RESAMPLE_POLYPHASE };
  RmgResampler *resampler = rmg_resampler_open (&config);
  g_autofree guint8 *in = g_malloc (MAX_OUT * CHANNELS * 3);
  g_autofree guint8 *piece = g_malloc (MAX_OUT * CHANNELS * 3);
  g_autofree guint8 *piece_out = g_malloc (MAX_OUT * CHANNELS * 3);
  g_autofree guint8 *out = g_malloc (MAX_OUT * CHANNELS * 3);
  g_autofree guint8 *wanted = g_malloc (MAX_OUT * CHANNELS * 3);
  gsize written = 0;

  for (gsize i = 0; i < N_FRAMES * CHANNELS; i++)
    encode (in + i * 3, 0.4 * sin (0.01 * (double) i), &cases[1]);
  resample (&cases[1], in, wanted);
  for (gsize first = 0, i = 0; first + PIECE <= N_FRAMES; first += PIECE, i++) {
    const Case *from = &cases[i % 2], *to = &cases[1 - i % 2];
    RmgFrames in_view = view (from, piece, MAX_OUT, 0, PIECE);
    RmgFrames out_view = view (to, piece_out, MAX_OUT, 0, MAX_OUT);
    gsize n;

    copy_frames (from, piece, 0, &cases[1],
        in + position_of (&cases[1], MAX_OUT, first, 0), PIECE);
    n = rmg_resampler_process (resampler, &in_view, &out_view);
    copy_frames (&cases[1], out, written, to, piece_out, n);
    written += n;
  }
  g_assert_cmpuint (written, >, 2000);
  g_assert_cmpmem (out, written * CHANNELS * 3, wanted, written * CHANNELS * 3);
  rmg_resampler_close (resampler);
}

static const RmgResampleEngine engines[] = { RMG_RESAMPLE_POLYPHASE,
  RMG_RESAMPLE_FFT };

static void
add_format (const Format *format, bool swapped)
{
  static Case cases[2 * G_N_ELEMENTS (formats) * 4], *next = cases;

  for (gsize i = 0; i < 4; i++, next++) {
    g_autofree char *path = g_strdup_printf ("/resample-formats/%s/%s/%s-%s",
        i / 2 == 0 ? "polyphase" : "fft", i % 2 > 0 ? "interleaved" : "planar",
        format->name, swapped ? "swapped" : "native");

    *next = (Case){ format, swapped, i % 2 > 0, engines[i / 2] };
    g_test_add_data_func (
        path, next, test_resample_format_equals_double_reference);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    add_format (&formats[i], false);
    if (formats[i].bytes > 1)
      add_format (&formats[i], true);
  }
  g_test_add_func ("/resample-formats/layout-that-changes",
      test_resample_layout_that_changes_leaves_the_samples_alone);
  return g_test_run ();
}
