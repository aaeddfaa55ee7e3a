/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/convert-helpers.h"

#include <math.h>
#include <string.h>

#define MAX_LENGTH 67
#define MAX_LONG_LENGTH 480
#define GUARD 0xa5

static const gint bits_of[RMG_N_FORMATS] = { 8, 8, 16, 24, 24, 32, 0, 0 };

/* The reference: one sample as an exact number in long double, which has 64
 * bits of significand here, and back. Nothing is shared with the kernels. */
static long double
read_sample (const guint8 *p, RmgFormat format)
{
  guint64 raw = 0;
  gint bits = bits_of[format];
  gint64 value;
  gfloat single;
  gdouble twice;

  if (format == RMG_FORMAT_F32) {
    memcpy (&single, p, 4);
    return single;
  }
  if (format == RMG_FORMAT_F64) {
    memcpy (&twice, p, 8);
    return twice;
  }
  memcpy (&raw, p, rmg_test_sample_size (format)); /* little endian */
  raw &= (G_GUINT64_CONSTANT (1) << bits) - 1;
  value = (gint64) raw;
  if (format == RMG_FORMAT_U8)
    value -= 128;
  else if (value >> (bits - 1))
    value -= G_GINT64_CONSTANT (1) << bits;
  return ldexpl (value, 1 - bits);
}

static gint64
round_half_even (long double x)
{
  const long double below = floorl (x), rest = x - below;
  const gint64 whole = (gint64) below;

  if (rest == 0.5L)
    return whole + (whole & 1);
  return rest > 0.5L ? whole + 1 : whole;
}

static void
write_sample (guint8 *p, RmgFormat format, long double x)
{
  const gint bits = bits_of[format];
  gfloat single = (gfloat) x;
  gdouble twice = (gdouble) x;
  gint64 most, value;

  if (format == RMG_FORMAT_F32) {
    memcpy (p, &single, 4);
    return;
  }
  if (format == RMG_FORMAT_F64) {
    memcpy (p, &twice, 8);
    return;
  }
  most = (G_GINT64_CONSTANT (1) << (bits - 1)) - 1;
  if (isnan (x))
    value = 0;
  else if (x >= 1)
    value = most;
  else if (x < -1)
    value = -most - 1;
  else
    value = MIN (most, round_half_even (ldexpl (x, bits - 1)));
  if (format == RMG_FORMAT_U8)
    value += 128;
  memcpy (p, &value, rmg_test_sample_size (format));
}

static void
reverse_samples (guint8 *p, gsize size, gsize n)
{
  for (gsize i = 0; i < n; i++, p += size)
    for (gsize byte = 0; byte < size / 2; byte++) {
      guint8 keep = p[byte];

      p[byte] = p[size - 1 - byte];
      p[size - 1 - byte] = keep;
    }
}

static gdouble
pick_float (GRand *rand, guint i)
{
  static const gdouble edges[] = { 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0,
    0x1.fffffep-1, -0x1.fffffep-1, 0x1.fffcp-1, 0x1.fffdp-1, 0x1.ffffp-1,
    0x1p-16, 0x3p-16, -0x1p-16, -0x3p-16, 0x5p-16, 0x1.000002p-16, 0x1p-8,
    0x3p-8, -0x3p-8, 0x1p-24, 0x3p-24, -0x5p-24, 0x1p-32, 0x3p-32, 1e30, -1e30,
    1e-42, -1.00002, 0x1.fffffffcp-1, INFINITY, -INFINITY, NAN };

  if (i < G_N_ELEMENTS (edges))
    return edges[i];
  return g_rand_double_range (rand, -1.1, 1.1) *
      pow (2, -g_rand_int_range (rand, 0, 20));
}

static void
fill_samples (guint8 *p, RmgFormat format, gsize n, GRand *rand)
{
  const gsize size = rmg_test_sample_size (format);

  for (gsize i = 0; i < n; i++, p += size) {
    const gdouble twice = pick_float (rand, (guint) i);
    const gfloat single = (gfloat) twice;

    if (format == RMG_FORMAT_F64)
      memcpy (p, &twice, 8);
    else if (format == RMG_FORMAT_F32)
      memcpy (p, &single, 4);
    else
      for (gsize byte = 0; byte < size; byte++)
        p[byte] = i == 0 ? (byte == size - 1 ? 0x7f : 0xff)
            : i == 1     ? (byte == size - 1 ? 0x80 : 0)
                         : (guint8) g_rand_int (rand);
  }
}

static gboolean
equal_samples (const guint8 *a, const guint8 *b, RmgFormat format, gsize n)
{
  const gsize size = rmg_test_sample_size (format);

  for (gsize i = 0; i < n; i++, a += size, b += size) {
    const gboolean nans = format >= RMG_FORMAT_F32 &&
        isnan (read_sample (a, format)) && isnan (read_sample (b, format));

    if (!nans && memcmp (a, b, size) != 0)
      return FALSE;
  }
  return TRUE;
}

/* That many bytes off any alignment, with guards on both sides. */
static void
check_length_at (const RmgConvertConfig *config, const guint8 *in,
    const guint8 *expected, gsize n, gsize offset)
{
  RmgConvert *convert = rmg_convert_open (config);
  const gsize in_size = n * rmg_test_sample_size (config->from.format);
  const gsize size = n * rmg_test_sample_size (config->to.format);
  g_autofree guint8 *read = g_malloc (in_size + offset);
  g_autofree guint8 *memory = g_malloc (size + offset + 1);
  guint8 *actual = memory + offset;

  memcpy (read + offset, in, in_size);
  memset (memory, GUARD, size + offset + 1);
  rmg_test_convert_packed (convert, config, read + offset, actual, n);
  g_assert_cmpuint (actual[-1], ==, GUARD);
  g_assert_cmpuint (actual[size], ==, GUARD);
  if (config->to.swapped)
    reverse_samples (actual, rmg_test_sample_size (config->to.format), n);
  if (!equal_samples (actual, expected, config->to.format, n))
    g_error ("%s: format %d to %d, %" G_GSIZE_FORMAT " samples differ",
        rmg_convert_get_implementation (convert), config->from.format,
        config->to.format, n);
  rmg_convert_close (convert);
}

static void
check_length (const RmgConvertConfig *config, const guint8 *in,
    const guint8 *expected, gsize n)
{
  const gsize sample = rmg_test_sample_size (config->to.format);

  check_length_at (config, in, expected, n, 1);
  if (sample > 1)
    check_length_at (config, in, expected, n, sample);
}

static void
check_pair (RmgFormat from, RmgFormat to, guint swapped, guint cpu)
{
  RmgConvertConfig config = { .from = { from, swapped & 1, true, 1 },
    .to = { to, swapped >> 1, true, 1 },
    .cpu = cpu };
  static const gsize lengths[] = { 127, 128, 129, 255, 257, 441,
    MAX_LONG_LENGTH };
  guint8 in[MAX_LONG_LENGTH * 8], expected[MAX_LONG_LENGTH * 8];
  const gsize in_size = rmg_test_sample_size (from);
  GRand *rand = g_rand_new_with_seed (from * 8 + to);

  fill_samples (in, from, MAX_LONG_LENGTH, rand);
  g_rand_free (rand);
  for (gsize i = 0; i < MAX_LONG_LENGTH; i++)
    write_sample (expected + i * rmg_test_sample_size (to), to,
        read_sample (in + i * in_size, from));
  if (from == to) /* kept byte by byte, padding and all */
    memcpy (expected, in, sizeof in);
  if (swapped & 1)
    reverse_samples (in, in_size, MAX_LONG_LENGTH);
  for (gsize n = 0; n <= MAX_LENGTH; n++)
    check_length (&config, in, expected, n);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    check_length (&config, in, expected, lengths[i]);
}

static void
test_convert_every_pair_equals_reference (gconstpointer data)
{
  const guint cpu = GPOINTER_TO_UINT (data);

  for (guint from = 0; from < RMG_N_FORMATS; from++)
    for (guint to = 0; to < RMG_N_FORMATS; to++)
      for (guint swapped = 0; swapped < 4; swapped++)
        check_pair (from, to, swapped, cpu);
}

static void
convert_native (RmgFormat from, RmgFormat to, guint cpu, gconstpointer in,
    gpointer out, gsize n)
{
  RmgConvertConfig config = {
    .from = { from, false, true, 1 }, .to = { to, false, true, 1 }, .cpu = cpu
  };
  RmgConvert *convert = rmg_convert_open (&config);

  rmg_test_convert_packed (convert, &config, in, out, n);
  rmg_convert_close (convert);
}

static void
check_lossless (RmgFormat format, RmgFormat through, gsize n, guint cpu)
{
  const gsize size = rmg_test_sample_size (format);
  g_autofree guint8 *in = g_malloc (n * size);
  g_autofree guint8 *out = g_malloc0 (n * size);
  g_autofree guint8 *wide = g_malloc (n * 8);

  for (gsize i = 0; i < n; i++)
    memcpy (in + i * size, &i, size);
  convert_native (format, through, cpu, in, wide, n);
  convert_native (through, format, cpu, wide, out, n);
  g_assert_cmpmem (in, n * size, out, n * size);
}

static void
test_convert_all_16_bit_values_survive_floats (gconstpointer data)
{
  check_lossless (
      RMG_FORMAT_S16, RMG_FORMAT_F32, 1 << 16, GPOINTER_TO_UINT (data));
}

static void
test_convert_all_24_bit_values_survive_floats (gconstpointer data)
{
  check_lossless (
      RMG_FORMAT_S24, RMG_FORMAT_F32, 1 << 24, GPOINTER_TO_UINT (data));
}

static void
test_convert_ties_go_to_even (gconstpointer data)
{
  const gfloat in[] = { 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 32766.5f };
  const gint16 expected[] = { 0, 2, 2, 0, -2, -2, 32766 };
  gfloat scaled[G_N_ELEMENTS (in)];
  gint16 out[G_N_ELEMENTS (in)];

  for (gsize i = 0; i < G_N_ELEMENTS (in); i++)
    scaled[i] = in[i] / 32768;
  convert_native (RMG_FORMAT_F32, RMG_FORMAT_S16, GPOINTER_TO_UINT (data),
      scaled, out, G_N_ELEMENTS (in));
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_convert_beyond_full_scale_saturates (gconstpointer data)
{
  const gfloat in[] = { 1.0f, 2.0f, INFINITY, -1.0f, -2.0f, -INFINITY, NAN };
  const gint32 expected[] = { G_MAXINT32, G_MAXINT32, G_MAXINT32, G_MININT32,
    G_MININT32, G_MININT32, 0 };
  gint32 out[G_N_ELEMENTS (in)];

  convert_native (RMG_FORMAT_F32, RMG_FORMAT_S32, GPOINTER_TO_UINT (data), in,
      out, G_N_ELEMENTS (in));
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_convert_same_size_works_in_place (gconstpointer data)
{
  RmgConvertConfig config = { .from = { RMG_FORMAT_F32, false, true, 1 },
    .to = { RMG_FORMAT_S32, true, true, 1 },
    .cpu = GPOINTER_TO_UINT (data) };
  RmgConvert *convert = rmg_convert_open (&config);
  guint32 in[5000], apart[5000];
  GRand *rand = g_rand_new_with_seed (3);

  fill_samples ((guint8 *) in, RMG_FORMAT_F32, 5000, rand);
  rmg_test_convert_packed (convert, &config, in, apart, 5000);
  g_assert_true (rmg_convert_can_work_in_place (convert));
  rmg_test_convert_packed (convert, &config, in, in, 5000);
  g_assert_cmpmem (in, sizeof in, apart, sizeof apart);
  rmg_convert_close (convert);
  g_rand_free (rand);
}

static void
add_for_each_variant (const char *subject, GTestDataFunc function)
{
  guint cpu[RMG_TEST_MAX_VARIANTS];
  guint n = rmg_test_convert_variants (cpu);

  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("/convert/%s/%u", subject, i);

    g_test_add_data_func (path, GUINT_TO_POINTER (cpu[i]), function);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_each_variant ("pairs", test_convert_every_pair_equals_reference);
  add_for_each_variant ("s16", test_convert_all_16_bit_values_survive_floats);
  add_for_each_variant ("s24", test_convert_all_24_bit_values_survive_floats);
  add_for_each_variant ("ties", test_convert_ties_go_to_even);
  add_for_each_variant ("range", test_convert_beyond_full_scale_saturates);
  add_for_each_variant ("in-place", test_convert_same_size_works_in_place);
  return g_test_run ();
}
