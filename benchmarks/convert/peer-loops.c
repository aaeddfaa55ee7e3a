/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Plain C loops, compiled with -O3 for the processor of the build. They do not
 * handle NaN, and need not produce the same bits. */
#include "benchmarks/convert/peer.h"

#include <math.h>
#include <string.h>

typedef void (*Loop) (const RmgFrames *in, const RmgFrames *out);

static const char *
get_version (void)
{
  return "gcc " __VERSION__;
}

static void
s16_to_f32 (const RmgFrames *in, const RmgFrames *out)
{
  const int16_t *from = in->planes[0];
  float *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = from[i] * (1.0f / 32768.0f);
}

static int16_t
round_to_s16 (float value)
{
  return (int16_t) lrintf (fminf (fmaxf (value, -32768.0f), 32767.0f));
}

static void
f32_to_s16 (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  int16_t *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = round_to_s16 (from[i] * 32768.0f);
}

/* From a linear congruential generator (Numerical Recipes): -0.5 to 0.5. */
static float
draw (uint32_t *seed)
{
  *seed = *seed * 1664525u + 1013904223u;
  return (float) (int32_t) *seed * 0x1p-32f;
}

static void
f32_to_s16_tpdf (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  int16_t *to = out->planes[0];
  static uint32_t seed;

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = round_to_s16 (from[i] * 32768.0f + draw (&seed) + draw (&seed));
}

static void
s32_to_f32 (const RmgFrames *in, const RmgFrames *out)
{
  const int32_t *from = in->planes[0];
  float *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = (float) from[i] * 0x1p-31f;
}

static void
f32_to_s32 (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  int32_t *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] =
        (int32_t) lrint (fmin (fmax (from[i] * 0x1p31, -0x1p31), 0x1p31 - 1.0));
}

static int32_t
read_s24 (const uint8_t *bytes)
{
  return (int32_t) ((uint32_t) bytes[0] << 8 | (uint32_t) bytes[1] << 16 |
             (uint32_t) bytes[2] << 24) >>
      8;
}

static void
s24_to_f32 (const RmgFrames *in, const RmgFrames *out)
{
  const uint8_t *from = in->planes[0];
  float *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = (float) read_s24 (from + 3 * i) * 0x1p-23f;
}

static void
f32_to_s24 (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  uint8_t *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++) {
    const float limited =
        fminf (fmaxf (from[i] * 0x1p23f, -0x1p23f), 8388607.0f);
    const int32_t value = (int32_t) lrintf (limited);

    to[3 * i] = (uint8_t) value;
    to[3 * i + 1] = (uint8_t) (value >> 8);
    to[3 * i + 2] = (uint8_t) (value >> 16);
  }
}

static void
f64_to_f32 (const RmgFrames *in, const RmgFrames *out)
{
  const double *from = in->planes[0];
  float *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = (float) from[i];
}

static void
f32_to_f64 (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  double *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = from[i];
}

static void
f32_deinterleave_2 (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  float *left = out->planes[0], *right = out->planes[1];

  for (size_t i = 0; i < in->n_frames; i++) {
    left[i] = from[2 * i];
    right[i] = from[2 * i + 1];
  }
}

static void
f32_interleave_2 (const RmgFrames *in, const RmgFrames *out)
{
  const float *left = in->planes[0], *right = in->planes[1];
  float *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++) {
    to[2 * i] = left[i];
    to[2 * i + 1] = right[i];
  }
}

static void
f32_deinterleave (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];

  for (unsigned c = 0; c < in->channels; c++) {
    float *to = out->planes[c];

    for (size_t i = 0; i < in->n_frames; i++)
      to[i] = from[i * in->channels + c];
  }
}

static void
f32_interleave (const RmgFrames *in, const RmgFrames *out)
{
  float *to = out->planes[0];

  for (unsigned c = 0; c < in->channels; c++) {
    const float *from = in->planes[c];

    for (size_t i = 0; i < in->n_frames; i++)
      to[i * in->channels + c] = from[i];
  }
}

static void
f32_mono_to_stereo (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  float *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[2 * i] = to[2 * i + 1] = from[i];
}

static void
f32_stereo_to_mono (const RmgFrames *in, const RmgFrames *out)
{
  const float *from = in->planes[0];
  float *to = out->planes[0];

  for (size_t i = 0; i < in->n_frames; i++)
    to[i] = (from[2 * i] + from[2 * i + 1]) * 0.5f;
}

static const struct
{
  const char
      *name; /* The case starts with this name; the first match counts. */
  Loop loop;
} loops[] = {
  { "S16>F32", s16_to_f32 },
  { "F32>S16 tpdf", f32_to_s16_tpdf },
  { "F32>S16", f32_to_s16 },
  { "S32>F32", s32_to_f32 },
  { "F32>S32", f32_to_s32 },
  { "S24>F32", s24_to_f32 },
  { "F32>S24", f32_to_s24 },
  { "F64>F32", f64_to_f32 },
  { "F32>F64", f32_to_f64 },
  { "F32 deinterleave 2", f32_deinterleave_2 },
  { "F32 interleave 2", f32_interleave_2 },
  { "F32 deinterleave", f32_deinterleave },
  { "F32 interleave", f32_interleave },
  { "F32 mono>stereo", f32_mono_to_stereo },
  { "F32 stereo>mono", f32_stereo_to_mono },
};

static void *
open_loops (const BenchConversion *conversion)
{
  for (size_t i = 0; i < G_N_ELEMENTS (loops); i++)
    if (g_str_has_prefix (conversion->name, loops[i].name))
      return (void *) &loops[i].loop;
  return NULL;
}

static void
convert (void *state, const RmgFrames *in, const RmgFrames *out)
{
  (*(Loop *) state) (in, out);
}

static void
close_loops (void *state)
{
}

const BenchConvertPeer bench_convert_loops = {
  .name = "plain C",
  .library = "gcc",
  .settings = "-O3 -march=native",
  .version = get_version,
  .open = open_loops,
  .convert = convert,
  .close = close_loops,
};
