/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A single stage runs over all frames at once, several run over blocks that
 * stay in the first-level cache. */

#include "elements/dsp/convert/plan.h"

#include <stdlib.h>
#include <string.h>

static const RmgCpuVariant variants[] = {
#if defined(__x86_64__)
  { "avx512", RMG_CPU_AVX512, { &rmg_convert_kernels_avx512 } },
  { "avx2", RMG_CPU_AVX2, { &rmg_convert_kernels_avx2 } },
  { "sse2", RMG_CPU_SSE2, { &rmg_convert_kernels_sse2 } },
#endif
  { "scalar", RMG_CPU_SCALAR, { &rmg_convert_kernels_scalar } },
};

static bool
is_possible (const RmgConvertConfig *config)
{
  const unsigned from = config->from.channels, to = config->to.channels;

  return from >= 1 && from <= RMG_MAX_CHANNELS && to >= 1 &&
      to <= RMG_MAX_CHANNELS &&
      (config->matrix != NULL || from == to || from == 1 || to == 1);
}

RmgConvert *
rmg_convert_open (const RmgConvertConfig *config)
{
  RmgConvert *convert = is_possible (config) ? malloc (sizeof *convert) : NULL;
  const size_t matrix_size =
      config->from.channels * config->to.channels * sizeof (double);

  if (convert == NULL)
    return NULL;
  memset (convert, 0, offsetof (RmgConvert, scratch));
  if (config->matrix != NULL) {
    convert->matrix = malloc (matrix_size);
    if (convert->matrix == NULL) {
      rmg_convert_close (convert);
      return NULL;
    }
    memcpy (convert->matrix, config->matrix, matrix_size);
  }
  convert->variant = rmg_cpu_choose (variants, config->cpu);
  convert->kernels = convert->variant->kernels[0];
  convert->config = *config;
  rmg_convert_reset (convert);
  rmg_convert_plan (convert);
  return convert;
}

void
rmg_convert_close (RmgConvert *convert)
{
  if (convert != NULL)
    free (convert->matrix);
  free (convert);
}

void
rmg_convert_set_layouts (
    RmgConvert *convert, bool from_interleaved, bool to_interleaved)
{
  RmgConvertConfig *config = &convert->config;

  if (config->from.interleaved == from_interleaved &&
      config->to.interleaved == to_interleaved)
    return;
  config->from.interleaved = from_interleaved;
  config->to.interleaved = to_interleaved;
  rmg_convert_plan (convert);
}

void
rmg_convert_reset (RmgConvert *convert)
{
  rmg_noise_start (&convert->noise, convert->config.seed);
}

void
rmg_convert_skip (RmgConvert *convert, size_t n_frames)
{
  rmg_noise_skip (&convert->noise, n_frames * convert->dithered);
}

static unsigned
count_planes (const RmgConvertSide *side)
{
  return side->interleaved ? 1 : side->channels;
}

/* Views are filled where they lie: most of their 64 pointers stay unset. */
static void
describe (RmgFrames *view, const RmgConvertSide *side, size_t n)
{
  view->channels = side->channels;
  view->interleaved = side->interleaved;
  view->format = side->format;
  view->swapped = side->swapped;
  view->n_frames = n;
}

/* Frames [first, first + n) of the side. */
static void
cut (RmgFrames *part, const RmgConvertSide *side, const RmgFrames *frames,
    size_t first, size_t n)
{
  const size_t stride =
      rmg_format_size (side->format) * (side->interleaved ? side->channels : 1);

  describe (part, side, n);
  for (unsigned i = 0; i < count_planes (side); i++)
    part->planes[i] = (uint8_t *) frames->planes[i] + first * stride;
}

static void
view_scratch (
    RmgFrames *view, const RmgConvertSide *side, uint8_t *memory, size_t n)
{
  const size_t stride = n * rmg_format_size (side->format);

  describe (view, side, n);
  for (unsigned i = 0; i < count_planes (side); i++)
    view->planes[i] = memory + i * stride;
}

static void
run_block (RmgConvert *convert, const RmgFrames *in, const RmgFrames *out)
{
  const unsigned last = convert->n_stages - 1;
  const RmgFrames *reached = in;
  RmgFrames views[2];

  for (unsigned i = 0; i < last; i++) {
    const RmgConvertStage *stage = &convert->stages[i];
    RmgFrames *next = &views[i % 2];

    view_scratch (next, &stage->to, convert->scratch[i % 2], in->n_frames);
    stage->run (convert, stage, reached, next);
    reached = next;
  }
  convert->stages[last].run (convert, &convert->stages[last], reached, out);
}

void
rmg_convert_process (
    RmgConvert *convert, const RmgFrames *in, const RmgFrames *out)
{
  const RmgConvertSide *to_side = &convert->stages[convert->n_stages - 1].to;
  RmgFrames from, to;

  if (convert->packed != NULL) {
    convert->packed (
        out->planes[0], in->planes[0], rmg_frames_count_samples (out));
    return;
  }
  if (convert->n_stages == 1) {
    convert->stages[0].run (convert, &convert->stages[0], in, out);
    return;
  }
  for (size_t done = 0, n; done < in->n_frames; done += n) {
    const size_t left = in->n_frames - done;

    n = left < convert->block ? left : convert->block;
    cut (&from, &convert->from, in, done, n);
    cut (&to, to_side, out, done, n);
    run_block (convert, &from, &to);
  }
}

bool
rmg_convert_can_work_in_place (const RmgConvert *convert)
{
  const RmgConvertSide *from = &convert->from;
  const RmgConvertSide *to = &convert->stages[convert->n_stages - 1].to;

  return !convert->mixes_planes && from->channels == to->channels &&
      from->interleaved == to->interleaved &&
      rmg_format_size (from->format) == rmg_format_size (to->format);
}

bool
rmg_convert_is_copy (const RmgConvert *convert)
{
  return convert->is_copy;
}

const char *
rmg_convert_get_implementation (const RmgConvert *convert)
{
  return convert->variant->name;
}
