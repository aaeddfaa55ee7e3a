/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* run-kernels: runs each hot kernel a few times; counts.py counts the
 * instructions within measure(). Prints the compiler and the processor features
 * in use, then a line a case, in the order of the calls of measure():
 *
 *   compiler gcc-12
 *   cpu avx2
 *   convert/S16>F32 38400 sample
 */

#include "elements/dsp/convert/convert.h"
#include "elements/dsp/base/cpu.h"
#include "elements/dsp/fourier/power.h"
#include "elements/dsp/base/mono.h"
#include "elements/dsp/resample/resample.h"
#include "elements/dsp/vad/vad.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_CALLS 40
#define BLOCK_MS 10
#define BLOCK_FRAMES 480
#define MAX_CHANNELS 8
#define MAX_BYTES 8
#define N_ITEMS(array) (sizeof (array) / sizeof ((array)[0]))
#define TONE_STEP 0.05 /* radians a sample */

/* Input and output of the kernels: at most 48 frames of 10 ms. */
static union
{
  float f32[BLOCK_FRAMES * MAX_CHANNELS * 2];
  unsigned char bytes[BLOCK_FRAMES * MAX_CHANNELS * MAX_BYTES];
} input, output;

typedef void (*Step) (void *state);

/* The only function whose instructions are counted. */
__attribute__ ((noinline, noclone)) static void
measure (Step step, void *state)
{
  for (unsigned i = 0; i < N_CALLS; i++)
    step (state);
}

/* Runs twice, so that one-time work is not counted. */
static void
count (const char *subject, const char *name, size_t n_units, const char *unit,
    Step step, void *state)
{
  for (unsigned i = 0; i < N_CALLS; i++)
    step (state);
  measure (step, state);
  printf ("%s/%s %zu %s\n", subject, name, N_CALLS * n_units, unit);
}

/* A tone and noise; as integers, noise of full scale, so that no kernel can take
 * a short cut. */
static void
fill_input (void)
{
  unsigned random = 1;

  for (size_t i = 0; i < N_ITEMS (input.f32); i++) {
    random = random * 1664525u + 1013904223u;
    input.f32[i] = (float) (0.3 * sin (TONE_STEP * (double) i) +
        0.3 * ((double) random / 4294967296.0 - 0.5));
  }
}

static RmgFrames
view (void *memory, RmgFormat format, unsigned channels, bool interleaved,
    size_t n_frames)
{
  static const size_t bytes[RMG_N_FORMATS] = {
    [RMG_FORMAT_U8] = 1,
    [RMG_FORMAT_S8] = 1,
    [RMG_FORMAT_S16] = 2,
    [RMG_FORMAT_S24] = 3,
    [RMG_FORMAT_S24_32] = 4,
    [RMG_FORMAT_S32] = 4,
    [RMG_FORMAT_F32] = 4,
    [RMG_FORMAT_F64] = 8,
  };
  RmgFrames frames = { .channels = channels,
    .interleaved = interleaved,
    .format = format,
    .n_frames = n_frames };

  for (unsigned i = 0; i < channels; i++)
    frames.planes[i] = (unsigned char *) memory + i * n_frames * bytes[format];
  return frames;
}

typedef struct
{
  const char *name;
  RmgConvertSide from, to;
  RmgDither dither;
} ConvertCase;

typedef struct
{
  RmgConvert *convert;
  RmgFrames in, out;
} ConvertState;

#define SIDE(format, channels, interleaved)                                    \
  {                                                                            \
    RMG_FORMAT_##format, false, interleaved, channels                          \
  }
#define MONO(format) SIDE (format, 1, true)

static const ConvertCase convert_cases[] = {
  { "S16>F32", MONO (S16), MONO (F32), RMG_DITHER_NONE },
  { "F32>S16", MONO (F32), MONO (S16), RMG_DITHER_NONE },
  { "F32>S16-TPDF", MONO (F32), MONO (S16), RMG_DITHER_TPDF },
  { "S32>F32", MONO (S32), MONO (F32), RMG_DITHER_NONE },
  { "F32>S32", MONO (F32), MONO (S32), RMG_DITHER_NONE },
  { "S24>F32", MONO (S24), MONO (F32), RMG_DITHER_NONE },
  { "F32>S24", MONO (F32), MONO (S24), RMG_DITHER_NONE },
  { "F64>F32", MONO (F64), MONO (F32), RMG_DITHER_NONE },
  { "F32>F64", MONO (F32), MONO (F64), RMG_DITHER_NONE },
  { "F32-apart-2", SIDE (F32, 2, true), SIDE (F32, 2, false), RMG_DITHER_NONE },
  { "F32-together-2", SIDE (F32, 2, false), SIDE (F32, 2, true),
      RMG_DITHER_NONE },
  { "F32-apart-8", SIDE (F32, 8, true), SIDE (F32, 8, false), RMG_DITHER_NONE },
  { "F32-together-8", SIDE (F32, 8, false), SIDE (F32, 8, true),
      RMG_DITHER_NONE },
  { "F32-stereo>mono", SIDE (F32, 2, true), MONO (F32), RMG_DITHER_NONE },
  { "S16-stereo>mono", SIDE (S16, 2, true), MONO (S16), RMG_DITHER_NONE },
  { "S16-mono>stereo", MONO (S16), SIDE (S16, 2, true), RMG_DITHER_NONE },
};

static void
convert_block (void *data)
{
  ConvertState *state = data;

  rmg_convert_process (state->convert, &state->in, &state->out);
}

static bool
count_convert (const ConvertCase *test)
{
  const RmgConvertConfig config = {
    .from = test->from,
    .to = test->to,
    .dither = test->dither,
    .seed = 1,
    .cpu = rmg_cpu_features (),
  };
  ConvertState state = {
    .convert = rmg_convert_open (&config),
    .in = view (input.bytes, test->from.format, test->from.channels,
        test->from.interleaved, BLOCK_FRAMES),
    .out = view (output.bytes, test->to.format, test->to.channels,
        test->to.interleaved, BLOCK_FRAMES),
  };
  const unsigned channels = test->from.channels > test->to.channels
      ? test->from.channels
      : test->to.channels;

  if (state.convert == NULL)
    return false;
  count ("convert", test->name, (size_t) BLOCK_FRAMES * channels, "sample",
      convert_block, &state);
  rmg_convert_close (state.convert);
  return true;
}

typedef struct
{
  const char *name;
  RmgResampleConfig config;
} ResampleCase;

typedef struct
{
  RmgResampler *resampler;
  RmgFrames in, out;
} ResampleState;

#define ENGINE(engine, in, out, channels, format, quality)                     \
  {                                                                            \
    in, out, channels, RMG_FORMAT_##format, RMG_RESAMPLE_##quality,            \
        RMG_RESAMPLE_##engine                                                  \
  }
#define RESAMPLE(...) ENGINE (POLYPHASE, __VA_ARGS__)

static const ResampleCase resample_cases[] = {
  { "48>16-fast", RESAMPLE (48000, 16000, 1, F32, FAST) },
  { "48>16-medium", RESAMPLE (48000, 16000, 1, F32, MEDIUM) },
  { "48>16-high", RESAMPLE (48000, 16000, 1, F32, HIGH) },
  { "48>16-best", RESAMPLE (48000, 16000, 1, F32, BEST) },
  { "44.1>16-high", RESAMPLE (44100, 16000, 1, F32, HIGH) },
  { "44.1>48-high", RESAMPLE (44100, 48000, 1, F32, HIGH) },
  { "16>48-high", RESAMPLE (16000, 48000, 1, F32, HIGH) },
  { "48>44.1-high", RESAMPLE (48000, 44100, 1, F32, HIGH) },
  { "8>16-medium", RESAMPLE (8000, 16000, 1, F32, MEDIUM) },
  { "48>16-high-stereo", RESAMPLE (48000, 16000, 2, F32, HIGH) },
  { "48>16-high-S16", RESAMPLE (48000, 16000, 1, S16, HIGH) },
  { "48>16-high-fft", ENGINE (FFT, 48000, 16000, 1, F32, HIGH) },
  { "44.1>48-high-fft", ENGINE (FFT, 44100, 48000, 1, F32, HIGH) },
};

static void
resample_block (void *data)
{
  ResampleState *state = data;

  state->out.n_frames =
      rmg_resampler_count (state->resampler, state->in.n_frames);
  rmg_resampler_process (state->resampler, &state->in, &state->out);
}

static bool
count_resample (const ResampleCase *test)
{
  const RmgResampleConfig *config = &test->config;
  const size_t n_frames = config->in_rate_hz * BLOCK_MS / 1000;
  ResampleState state = {
    .resampler = rmg_resampler_open (config),
    .in = view (input.bytes, config->format, config->channels, true, n_frames),
    .out = view (output.bytes, config->format, config->channels, true, 0),
  };

  if (state.resampler == NULL)
    return false;
  count ("resample", test->name, config->out_rate_hz * BLOCK_MS / 1000,
      "output frame", resample_block, &state);
  rmg_resampler_close (state.resampler);
  return true;
}

typedef struct
{
  const char *name;
  RmgVadConfig config;
  RmgFormat format;
  unsigned channels;
} VadCase;

typedef struct
{
  RmgVad *vad;
  RmgFrames in;
} VadState;

static const VadCase vad_cases[] = {
  { "adaptive-16k", { RMG_VAD_ADAPTIVE, 16000, 30 }, RMG_FORMAT_F32, 1 },
  { "adaptive-48k", { RMG_VAD_ADAPTIVE, 48000, 30 }, RMG_FORMAT_F32, 1 },
  { "adaptive-48k-S16-stereo", { RMG_VAD_ADAPTIVE, 48000, 30, 2 },
      RMG_FORMAT_S16, 2 },
  { "energy-16k", { RMG_VAD_ENERGY, 16000, 30 }, RMG_FORMAT_F32, 1 },
  { "energy-48k", { RMG_VAD_ENERGY, 48000, 30 }, RMG_FORMAT_F32, 1 },
};

static void
analyse_frame (void *data)
{
  static const RmgVadSettings settings = { 0.5, 0.02 };
  VadState *state = data;
  RmgVadDecision decision;
  bool decided;

  for (size_t i = 0; i < state->in.n_frames;)
    i += rmg_vad_push (
        state->vad, &state->in, i, &settings, &decision, &decided);
}

static bool
count_vad (const VadCase *test)
{
  const size_t n_frames = test->config.rate_hz * test->config.frame_ms / 1000;
  VadState state = {
    .vad = rmg_vad_open (&test->config),
    .in = view (input.bytes, test->format, test->channels, true, n_frames),
  };

  if (state.vad == NULL)
    return false;
  count ("vad", test->name, 1, "frame", analyse_frame, &state);
  rmg_vad_close (state.vad);
  return true;
}

static void
mix_block (void *data)
{
  rmg_mono_read (data, 0, BLOCK_FRAMES, output.f32);
}

static void
count_mono (const char *name, RmgFormat format, unsigned channels)
{
  RmgFrames in = view (input.bytes, format, channels, true, BLOCK_FRAMES);

  count (
      "mono", name, (size_t) BLOCK_FRAMES * channels, "sample", mix_block, &in);
}

static void
transform (void *data)
{
  rmg_fft_power (data, input.f32, output.f32);
}

static bool
count_fft (void)
{
  RmgFft *fft = rmg_fft_open (512);

  if (fft == NULL)
    return false;
  count ("fft", "power-512", 1, "transform", transform, fft);
  rmg_fft_close (fft);
  return true;
}

static void
print_machine (void)
{
  const unsigned features = rmg_cpu_features ();
  const RmgCpuFeature best = features & RMG_CPU_AVX512 ? RMG_CPU_AVX512
      : features & RMG_CPU_AVX2                        ? RMG_CPU_AVX2
      : features & RMG_CPU_SSE2                        ? RMG_CPU_SSE2
                                                       : RMG_CPU_SCALAR;

#if !defined(__OPTIMIZE__)
  printf ("compiler none-optimising\n");
#elif defined(__clang__)
  printf ("compiler clang-%d\n", __clang_major__);
#else
  printf ("compiler gcc-%d\n", __GNUC__);
#endif
  printf ("cpu %s\n", rmg_cpu_feature_name (best));
}

int
main (void)
{
  bool opened = true;

  fill_input ();
  print_machine ();
  for (size_t i = 0; i < N_ITEMS (convert_cases); i++)
    opened &= count_convert (&convert_cases[i]);
  for (size_t i = 0; i < N_ITEMS (resample_cases); i++)
    opened &= count_resample (&resample_cases[i]);
  for (size_t i = 0; i < N_ITEMS (vad_cases); i++)
    opened &= count_vad (&vad_cases[i]);
  count_mono ("S16-stereo", RMG_FORMAT_S16, 2);
  count_mono ("F32", RMG_FORMAT_F32, 1);
  opened &= count_fft ();
  return opened ? EXIT_SUCCESS : EXIT_FAILURE;
}
