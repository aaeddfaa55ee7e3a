/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/convert-helpers.h"

#include <math.h>
#include <string.h>

#define MAX_LENGTH 67
#define GUARD 0xa5

static const RmgConvertSide float_mono = { RMG_FORMAT_F32, false, true, 1 };

static void
convert_once (
    const RmgConvertConfig *config, gconstpointer in, gpointer out, gsize n)
{
  RmgConvert *convert = rmg_convert_open (config);

  g_assert_nonnull (convert);
  rmg_test_convert_packed (convert, config, in, out, n);
  rmg_convert_close (convert);
}

static void
fill_random (guint8 *bytes, gsize n, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) g_rand_int (rand);
  g_rand_free (rand);
}

/* That many bytes off a cache line, with a guard after the end. */
static void
check_layout (const RmgConvertSide *side, guint cpu, gsize n, gsize offset)
{
  static guint8 memory[3][MAX_LENGTH * 64 * 8 + 16]
      __attribute__ ((aligned (64)));
  RmgConvertConfig config = { .from = *side, .to = *side, .cpu = cpu };
  RmgConvertConfig back = { .from = *side, .to = *side, .cpu = cpu };
  const gsize size = rmg_test_sample_size (side->format);
  const gsize bytes = n * side->channels * size;
  guint8 *in = memory[0] + offset, *planes = memory[1] + offset;
  guint8 *again = memory[2] + offset;

  config.to.interleaved = back.from.interleaved = false;
  fill_random (in, bytes, side->channels);
  planes[bytes] = again[bytes] = GUARD;
  convert_once (&config, in, planes, n);
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < side->channels; c++)
      g_assert_cmpmem (planes + (c * n + i) * size, size,
          in + (i * side->channels + c) * size, size);
  convert_once (&back, planes, again, n);
  g_assert_cmpmem (again, bytes, in, bytes);
  g_assert_cmpuint (planes[bytes], ==, GUARD);
  g_assert_cmpuint (again[bytes], ==, GUARD);
}

static void
test_layout_every_size_and_count_goes_both_ways (gconstpointer data)
{
  static const RmgFormat formats[] = { RMG_FORMAT_S8, RMG_FORMAT_S16,
    RMG_FORMAT_S24, RMG_FORMAT_F32, RMG_FORMAT_F64 };
  static const guint channels[] = { 1, 2, 3, 4, 5, 6, 7, 8, 64 };
  static const gsize offsets[] = { 0, 1, 2, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (formats) * G_N_ELEMENTS (channels); i++) {
    const RmgConvertSide side = { formats[i % G_N_ELEMENTS (formats)], false,
      true, channels[i / G_N_ELEMENTS (formats)] };

    for (gsize n = 0; n <= MAX_LENGTH; n++)
      for (guint k = 0; k < G_N_ELEMENTS (offsets); k++)
        check_layout (&side, GPOINTER_TO_UINT (data), n, offsets[k]);
  }
}

static void
test_mono_to_many_copies_each_sample (gconstpointer data)
{
  const gint16 in[5] = { 1, -2, 32767, -32768, 5 };
  RmgConvertConfig config = { .from = { RMG_FORMAT_S16, false, true, 1 },
    .to = { RMG_FORMAT_S16, false, true, 3 },
    .cpu = GPOINTER_TO_UINT (data) };
  gint16 out[15];

  convert_once (&config, in, out, 5);
  for (guint i = 0; i < 15; i++)
    g_assert_cmpint (out[i], ==, in[i / 3]);
}

static void
test_mono_to_planar_floats_copies_each_sample (gconstpointer data)
{
  const gint16 in[3] = { 16384, -16384, 0 };
  const gfloat expected[6] = { 0.5f, -0.5f, 0, 0.5f, -0.5f, 0 };
  RmgConvertConfig config = { .from = { RMG_FORMAT_S16, false, true, 1 },
    .to = { RMG_FORMAT_F32, false, false, 2 },
    .cpu = GPOINTER_TO_UINT (data) };
  gfloat out[6];

  convert_once (&config, in, out, 3);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_stereo_to_mono_rounds_half_to_even (gconstpointer data)
{
  const gint16 in[] = { 1, 2, 3, 4, -1, -2, -3, -4, 32767, 32766, 7, 9 };
  const gint16 expected[] = { 2, 4, -2, -4, 32766, 8 };
  RmgConvertConfig config = { .from = { RMG_FORMAT_S16, false, true, 2 },
    .to = { RMG_FORMAT_S16, false, true, 1 },
    .cpu = GPOINTER_TO_UINT (data) };
  gint16 out[G_N_ELEMENTS (expected)];

  convert_once (&config, in, out, G_N_ELEMENTS (expected));
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

/* The mean of floats, which hold it exactly. */
static void
check_stereo_mean (
    RmgFormat to, guint cpu, const gint16 *in, const gdouble *mean, gsize n)
{
  RmgConvertConfig config = { .from = { RMG_FORMAT_S16, false, true, 2 },
    .to = { to, false, true, 1 },
    .cpu = cpu };
  RmgConvertConfig expected_config = {
    .from = { RMG_FORMAT_F64, false, true, 1 }, .to = config.to
  };
  const gsize bytes = n * rmg_test_sample_size (to);
  g_autofree guint8 *out = g_malloc (bytes + 2);
  g_autofree guint8 *expected = g_malloc (bytes);

  out[bytes + 1] = GUARD;
  convert_once (&config, in, out + 1, n);
  convert_once (&expected_config, mean, expected, n);
  g_assert_cmpmem (out + 1, bytes, expected, bytes);
  g_assert_cmpuint (out[bytes + 1], ==, GUARD);
}

static void
test_stereo_of_16_bits_to_any_mono_is_exact (gconstpointer data)
{
  gint16 in[2 * 300];
  gdouble mean[300];

  fill_random ((guint8 *) in, sizeof in, 5);
  in[0] = in[1] = G_MAXINT16;
  in[2] = in[3] = G_MININT16;
  for (guint i = 0; i < 300; i++)
    mean[i] = (in[2 * i] + in[2 * i + 1]) / 65536.0;
  for (guint to = 0; to < RMG_N_FORMATS; to++) {
    for (gsize n = 0; n <= MAX_LENGTH; n++)
      check_stereo_mean (to, GPOINTER_TO_UINT (data), in, mean, n);
    check_stereo_mean (to, GPOINTER_TO_UINT (data), in, mean, 300);
  }
}

static void
test_wide_stereo_to_mono_keeps_every_bit (gconstpointer data)
{
  const gint32 in[] = { 2147483647, 2147483645, 1, 3, -2147483647 - 1,
    -2147483646 };
  const gint32 expected[] = { 2147483646, 2, -2147483647 };
  RmgConvertConfig config = { .from = { RMG_FORMAT_S32, false, true, 2 },
    .to = { RMG_FORMAT_S32, false, true, 1 },
    .cpu = GPOINTER_TO_UINT (data) };
  gint32 out[3];

  convert_once (&config, in, out, 3);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_many_to_mono_divides_the_sum (gconstpointer data)
{
  const gfloat in[] = { 0.1f, 0.2f, 0.4f, 1, 1, 0.5f };
  RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, false, 3 },
    .to = float_mono,
    .cpu = GPOINTER_TO_UINT (data) };
  gfloat out[2];

  convert_once (&config, in, out, 2);
  g_assert_cmpfloat (out[0], ==, ((0.1f + 0.4f) + 1) / 3);
  g_assert_cmpfloat (out[1], ==, ((0.2f + 1) + 0.5f) / 3);
}

/* As the sum of the channels in their order, over how many they are. */
static void
check_mean (guint channels, bool interleaved, gsize n, guint cpu)
{
  gfloat in[MAX_LENGTH * 8], out[MAX_LENGTH + 1];
  RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, interleaved,
                                  channels },
    .to = float_mono,
    .cpu = cpu };

  for (guint i = 0; i < n * channels; i++)
    in[i] = (gfloat) sin (i * 1.7 + channels);
  out[n] = 7;
  convert_once (&config, in, out, n);
  for (gsize i = 0; i < n; i++) {
    gfloat sum = in[interleaved ? i * channels : i];

    for (guint c = 1; c < channels; c++)
      sum += in[interleaved ? i * channels + c : c * n + i];
    g_assert_cmpfloat (out[i], ==, sum / (gfloat) channels);
  }
  g_assert_cmpfloat (out[n], ==, 7);
}

static void
test_mean_of_every_count_is_the_same_in_both_layouts (gconstpointer data)
{
  for (guint channels = 2; channels <= 8; channels++)
    for (gsize n = 0; n <= MAX_LENGTH; n++)
      for (guint layout = 0; layout < 2; layout++)
        check_mean (channels, layout == 1, n, GPOINTER_TO_UINT (data));
}

/* From n channels to 9 - n, beside the definition. */
static void
test_matrix_of_every_count_equals_the_definition (gconstpointer data)
{
  gfloat in[MAX_LENGTH * 8], expected[MAX_LENGTH * 8], out[MAX_LENGTH * 8];
  gdouble matrix[64];

  for (guint i = 0; i < G_N_ELEMENTS (in); i++)
    in[i] = (gfloat) sin (i * 1.7);
  for (guint i = 0; i < 64; i++)
    matrix[i] = cos (i);
  for (guint channels = 1; channels <= 8; channels++)
    for (gsize n = 0; n <= MAX_LENGTH; n++) {
      RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, true,
                                      channels },
        .to = { RMG_FORMAT_F32, false, true, 9 - channels },
        .matrix = matrix };
      const gsize size = n * (9 - channels) * sizeof (gfloat);

      convert_once (&config, in, expected, n);
      config.cpu = GPOINTER_TO_UINT (data);
      convert_once (&config, in, out, n);
      g_assert_cmpmem (out, size, expected, size);
    }
}

static void
test_matrix_mixes_by_rows (gconstpointer data)
{
  const gdouble matrix[] = { 1, 0, 0.5, 0, -1, 0.25 };
  const gfloat in[] = { 0.5f, 0.25f, 0.125f, -0.5f, 1, 0 };
  const gfloat expected[] = { 0.5625f, -0.21875f, -0.5f, -1 };
  RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, true, 3 },
    .to = { RMG_FORMAT_F32, false, true, 2 },
    .matrix = matrix,
    .cpu = GPOINTER_TO_UINT (data) };
  gfloat out[4];

  convert_once (&config, in, out, 2);
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_matrix_between_planes_does_not_work_in_place (gconstpointer data)
{
  const gdouble swap[] = { 0, 1, 1, 0 };
  RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, false, 2 },
    .to = { RMG_FORMAT_F32, false, false, 2 },
    .matrix = swap,
    .cpu = GPOINTER_TO_UINT (data) };
  RmgConvert *convert = rmg_convert_open (&config);

  g_assert_false (rmg_convert_can_work_in_place (convert));
  rmg_convert_close (convert);
}

static void
test_open_without_needed_matrix_fails (gconstpointer data)
{
  RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, true, 3 },
    .to = { RMG_FORMAT_F32, false, true, 2 },
    .cpu = GPOINTER_TO_UINT (data) };

  g_assert_null (rmg_convert_open (&config));
}

/* Every stage there is: swap, mix, layout, dither, format, swap. */
static void
test_split_anywhere_produces_same_bytes (gconstpointer data)
{
  const gdouble matrix[] = { 0.5, 0.25, 0.1, 0.2, -1, 0.25 };
  RmgConvertConfig config = { .from = { RMG_FORMAT_S32, true, true, 3 },
    .to = { RMG_FORMAT_S24, true, true, 2 },
    .matrix = matrix,
    .dither = RMG_DITHER_TPDF,
    .cpu = GPOINTER_TO_UINT (data) };
  RmgConvert *convert = rmg_convert_open (&config);
  guint8 in[3000 * 12], whole[3000 * 6], split[3000 * 6];
  GRand *rand = g_rand_new_with_seed (7);

  fill_random (in, sizeof in, 1);
  rmg_test_convert_packed (convert, &config, in, whole, 3000);
  for (guint round = 0; round < 200; round++) {
    rmg_convert_reset (convert);
    for (gsize done = 0, n; done < 3000; done += n) {
      n = (gsize) g_rand_int_range (rand, 0, 900);
      n = MIN (n, 3000 - done);
      rmg_test_convert_packed (
          convert, &config, in + done * 12, split + done * 6, n);
    }
    g_assert_cmpmem (split, sizeof split, whole, sizeof whole);
  }
  rmg_convert_close (convert);
  g_rand_free (rand);
}

static void
add_for_each_variant (const char *subject, GTestDataFunc function)
{
  guint cpu[RMG_TEST_MAX_VARIANTS];
  guint n = rmg_test_convert_variants (cpu);

  for (guint i = 0; i < n; i++) {
    g_autofree char *path =
        g_strdup_printf ("/convert-channels/%s/%u", subject, i);

    g_test_add_data_func (path, GUINT_TO_POINTER (cpu[i]), function);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_each_variant (
      "layout", test_layout_every_size_and_count_goes_both_ways);
  add_for_each_variant ("copies", test_mono_to_many_copies_each_sample);
  add_for_each_variant (
      "planar-copies", test_mono_to_planar_floats_copies_each_sample);
  add_for_each_variant ("mean", test_stereo_to_mono_rounds_half_to_even);
  add_for_each_variant (
      "mean-s16", test_stereo_of_16_bits_to_any_mono_is_exact);
  add_for_each_variant ("mean-s32", test_wide_stereo_to_mono_keeps_every_bit);
  add_for_each_variant ("mean-of-3", test_many_to_mono_divides_the_sum);
  add_for_each_variant (
      "mean-of-any", test_mean_of_every_count_is_the_same_in_both_layouts);
  add_for_each_variant (
      "matrix-of-any", test_matrix_of_every_count_equals_the_definition);
  add_for_each_variant ("matrix", test_matrix_mixes_by_rows);
  add_for_each_variant (
      "matrix-planar", test_matrix_between_planes_does_not_work_in_place);
  add_for_each_variant ("no-matrix", test_open_without_needed_matrix_fails);
  add_for_each_variant ("split", test_split_anywhere_produces_same_bytes);
  return g_test_run ();
}
