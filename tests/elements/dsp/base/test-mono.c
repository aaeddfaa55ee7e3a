/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Every format, byte order, layout and number of channels up to three, of any
 * length up to 67 and from any frame on, in memory that is not aligned. */

#include "elements/dsp/base/mono.h"
#include "tests/lib/convert-helpers.h"

#include <math.h>
#include <string.h>

#define MAX_LENGTH 67
#define MAX_FIRST 3
#define MAX_CHANNELS 3
#define MAX_SAMPLES ((MAX_LENGTH + MAX_FIRST) * MAX_CHANNELS)
#define MAX_BYTES 8
#define UNTOUCHED 77.0f

/* Of the mean of three floats that are right to half a bit. */
#define TOLERANCE 3e-7

static const gint bits_of[RMG_N_FORMATS] = {
  [RMG_FORMAT_U8] = 8,
  [RMG_FORMAT_S8] = 8,
  [RMG_FORMAT_S16] = 16,
  [RMG_FORMAT_S24] = 24,
  [RMG_FORMAT_S24_32] = 24,
  [RMG_FORMAT_S32] = 32,
};

static const char *const names[RMG_N_FORMATS] = {
  [RMG_FORMAT_U8] = "U8",
  [RMG_FORMAT_S8] = "S8",
  [RMG_FORMAT_S16] = "S16",
  [RMG_FORMAT_S24] = "S24",
  [RMG_FORMAT_S24_32] = "S24_32",
  [RMG_FORMAT_S32] = "S32",
  [RMG_FORMAT_F32] = "F32",
  [RMG_FORMAT_F64] = "F64",
};

/* One sample between -1 and 1, native byte order on a little-endian machine. */
static void
write_sample (guint8 *bytes, RmgFormat format, double value)
{
  const gfloat single = (gfloat) value;
  gint64 whole;

  if (format == RMG_FORMAT_F32) {
    memcpy (bytes, &single, sizeof single);
  } else if (format == RMG_FORMAT_F64) {
    memcpy (bytes, &value, sizeof value);
  } else {
    whole = (gint64) ldexp (value, bits_of[format] - 1);
    if (format == RMG_FORMAT_U8)
      whole += 128;
    memcpy (bytes, &whole, rmg_test_sample_size (format));
  }
}

/* Returns the value that write_sample() stored. */
static double
round_sample (RmgFormat format, double value)
{
  if (format == RMG_FORMAT_F32 || format == RMG_FORMAT_F64)
    return value;
  return ldexp (
      trunc (ldexp (value, bits_of[format] - 1)), 1 - bits_of[format]);
}

static void
swap (guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < size / 2; i++) {
    const guint8 other = bytes[i];

    bytes[i] = bytes[size - 1 - i];
    bytes[size - 1 - i] = other;
  }
}

typedef struct
{
  RmgFrames frames;
  guint8 memory[MAX_SAMPLES * MAX_BYTES + 1];
  double values[MAX_LENGTH + MAX_FIRST][MAX_CHANNELS];
} Audio;

static void
fill (Audio *audio, GRand *random, gsize n_frames)
{
  RmgFrames *frames = &audio->frames;
  const gsize size = rmg_test_sample_size (frames->format);
  const guint channels = frames->channels;

  frames->n_frames = n_frames;
  for (guint k = 0; k < channels; k++)
    frames->planes[k] =
        audio->memory + 1 + (frames->interleaved ? 0 : k * n_frames * size);
  for (gsize i = 0; i < n_frames; i++)
    for (guint k = 0; k < channels; k++) {
      const gsize at = frames->interleaved ? i * channels + k : i;
      guint8 *bytes = (guint8 *) frames->planes[k] + at * size;
      const double value = g_rand_double_range (random, -1.0, 1.0);

      audio->values[i][k] = round_sample (frames->format, value);
      write_sample (bytes, frames->format, value);
      if (frames->swapped)
        swap (bytes, size);
    }
}

static void
assert_means (const Audio *audio, gsize first, gsize n, const float *mono)
{
  const guint channels = audio->frames.channels;

  for (gsize i = 0; i < n; i++) {
    double mean = 0.0;

    for (guint k = 0; k < channels; k++)
      mean += audio->values[first + i][k] / channels;
    g_assert_cmpfloat_with_epsilon (mono[i], mean, TOLERANCE);
  }
  g_assert_cmpfloat (mono[n], ==, UNTOUCHED);
}

static void
assert_channels (const Audio *audio, gsize first, gsize n)
{
  float samples[MAX_LENGTH + 1];

  for (guint k = 0; k < audio->frames.channels; k++) {
    samples[n] = UNTOUCHED;
    rmg_mono_read_channel (&audio->frames, k, first, n, samples);
    for (gsize i = 0; i < n; i++)
      g_assert_cmpfloat_with_epsilon (
          samples[i], audio->values[first + i][k], TOLERANCE);
    g_assert_cmpfloat (samples[n], ==, UNTOUCHED);
  }
}

static void
assert_any_length_is_read (Audio *audio, GRand *random)
{
  float mono[MAX_LENGTH + 1];

  for (gsize n = 0; n <= MAX_LENGTH; n++) {
    const gsize first = n % (MAX_FIRST + 1);

    fill (audio, random, first + n);
    mono[n] = UNTOUCHED;
    rmg_mono_read (&audio->frames, first, n, mono);
    assert_means (audio, first, n, mono);
    assert_channels (audio, first, n);
  }
}

static void
test_mono_reads_the_mean_and_each_channel (gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  Audio audio = { { .format = GPOINTER_TO_UINT (data) } };

  for (guint channels = 1; channels <= MAX_CHANNELS; channels++)
    for (guint layout = 0; layout < 4; layout++) {
      audio.frames.channels = channels;
      audio.frames.interleaved = channels == 1 || layout % 2 == 0;
      audio.frames.swapped = layout / 2 == 1;
      assert_any_length_is_read (&audio, random);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint format = 0; format < RMG_N_FORMATS; format++) {
    g_autofree char *path = g_strconcat ("/mono/", names[format], NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (format),
        test_mono_reads_the_mean_and_each_channel);
  }
  return g_test_run ();
}
