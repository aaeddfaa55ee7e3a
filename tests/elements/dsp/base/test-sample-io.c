/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Samples into a resampler and out of it: every instruction set produces
 * the same bits as the plain code, for any length up to 67, any stride and any
 * number of streams, in memory that is aligned to samples only. */

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/base/sample-io.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define MAX_LENGTH 67
#define MAX_STRIDE 5
#define MAX_BYTES 8
#define STREAM_BYTES ((MAX_LENGTH + 1) * MAX_BYTES)
#define ROOM_BYTES (RMG_MAX_STREAMS * STREAM_BYTES)

static gsize
working_bytes (const RmgSampleIo *io)
{
  return io->is_double ? sizeof (double) : sizeof (float);
}

/* One function of a row, on memory whose first sample is left out so that no
 * vector lies aligned. @k is the stride or the number of streams. */
typedef void (*Call) (
    const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n);

static void
call_load (const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n)
{
  io->load (
      out + working_bytes (io), in + rmg_sample_io_bytes (io->format), k, n);
}

static void
call_store (const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n)
{
  io->store (
      out + rmg_sample_io_bytes (io->format), k, in + working_bytes (io), n);
}

static void
call_load_pair (
    const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n)
{
  void *packed[] = { out + working_bytes (io),
    out + STREAM_BYTES + working_bytes (io) };

  io->load_pair (packed, in + rmg_sample_io_bytes (io->format), k, n);
}

static void
call_store_pair (
    const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n)
{
  const void *packed[] = { in + working_bytes (io),
    in + STREAM_BYTES + working_bytes (io) };

  io->store_pair (out + rmg_sample_io_bytes (io->format), k, packed, n);
}

static void
call_split (const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n)
{
  void *streams[RMG_MAX_STREAMS];

  for (guint i = 0; i < k; i++)
    streams[i] = out + i * STREAM_BYTES + working_bytes (io);
  io->split (streams, k, in + working_bytes (io), n);
}

static void
call_merge (const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n)
{
  const void *streams[RMG_MAX_STREAMS];

  for (guint i = 0; i < k; i++)
    streams[i] = in + i * STREAM_BYTES + working_bytes (io);
  io->merge (out + working_bytes (io), streams, k, n);
}

static void
call_are_finite (
    const RmgSampleIo *io, guint8 *in, guint8 *out, guint k, gsize n)
{
  out[0] = io->are_finite (in + working_bytes (io) * k, n);
}

typedef struct
{
  const char *name;
  Call call;
  guint least_k, most_k;
  gboolean reads_format; /* else the working precision */
} Function;

static const Function functions[] = {
  { "load", call_load, 1, MAX_STRIDE, TRUE },
  { "store", call_store, 1, MAX_STRIDE, FALSE },
  { "load-pair", call_load_pair, 2, MAX_STRIDE, TRUE },
  { "store-pair", call_store_pair, 2, MAX_STRIDE, FALSE },
  { "split", call_split, 1, RMG_MAX_STREAMS, FALSE },
  { "merge", call_merge, 1, RMG_MAX_STREAMS, FALSE },
  { "are-finite", call_are_finite, 1, MAX_LENGTH, FALSE },
};

static void
write_value (guint8 *bytes, RmgFormat format, double value, guint32 bits)
{
  const float narrow = (float) value;

  if (format == RMG_FORMAT_F64)
    memcpy (bytes, &value, sizeof value);
  else if (format == RMG_FORMAT_F32)
    memcpy (bytes, &narrow, sizeof narrow);
  else
    memcpy (bytes, &bits, rmg_sample_io_bytes (format));
}

/* Floats around full scale, some that no integer can hold among them. */
static void
fill (guint8 *bytes, RmgFormat format, GRand *random)
{
  static const double special[] = { NAN, INFINITY, -INFINITY, 1.0, -1.0,
    0.5 / 32768, 1.5 / 32768 };
  const gsize size = rmg_sample_io_bytes (format);

  for (gsize i = 0; i < ROOM_BYTES / size; i++) {
    const guint pick = g_rand_int_range (random, 0, 100);
    const double value = pick < G_N_ELEMENTS (special)
        ? special[pick]
        : g_rand_double_range (random, -1.1, 1.1);

    write_value (bytes + i * size, format, value, g_rand_int (random));
  }
}

static void
assert_equal (const Function *function, const RmgSampleIo *plain,
    const RmgSampleIo *other, guint8 *in)
{
  static guint8 expected[ROOM_BYTES], actual[ROOM_BYTES];

  for (guint k = function->least_k; k <= function->most_k; k++)
    for (gsize n = 0; n <= MAX_LENGTH; n++) {
      memset (expected, 0x55, sizeof expected);
      memset (actual, 0x55, sizeof actual);
      function->call (plain, in, expected, k, n);
      function->call (other, in, actual, k, n);
      g_assert_cmpmem (expected, sizeof expected, actual, sizeof actual);
    }
}

typedef struct
{
  const char *name;
  RmgCpuFeature feature;
  const RmgSampleIo *rows;
} Variant;

static const Variant variants[] = {
  { "avx2", RMG_CPU_AVX2, rmg_sample_io_avx2 },
  { "avx512", RMG_CPU_AVX512, rmg_sample_io_avx512 },
};

typedef struct
{
  const Function *function;
  const Variant *variant;
} Case;

static void
test_sample_io_equals_plain (gconstpointer data)
{
  static guint8 in[ROOM_BYTES];
  const Case *test = data;
  const RmgSampleIo *rows = test->variant->rows;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  if (!(rmg_cpu_features () & test->variant->feature)) {
    g_test_skip ("not on this processor");
    return;
  }
  for (gsize i = 0; i < RMG_N_SAMPLE_IO; i++) {
    const RmgSampleIo *plain = &rmg_sample_io_scalar[i];
    const RmgFormat working =
        plain->is_double ? RMG_FORMAT_F64 : RMG_FORMAT_F32;

    g_assert_cmpint (plain->format, ==, rows[i].format);
    g_assert_cmpint (plain->is_double, ==, rows[i].is_double);
    fill (in, test->function->reads_format ? plain->format : working, random);
    assert_equal (test->function, plain, &rows[i], in);
  }
}

int
main (int argc, char **argv)
{
  static Case cases[G_N_ELEMENTS (variants) * G_N_ELEMENTS (functions)];
  Case *next = cases;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (functions); j++, next++) {
      g_autofree char *path = g_strdup_printf (
          "/sample-io/%s/%s", variants[i].name, functions[j].name);

      *next = (Case){ &functions[j], &variants[i] };
      g_test_add_data_func (path, next, test_sample_io_equals_plain);
    }
  return g_test_run ();
}
