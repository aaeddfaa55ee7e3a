/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A conversion is a list of stages that is planned once, when it is opened.
 * Each stage takes a view of some frames to a view of the next; the last one
 * writes the output. A single stage runs over all frames at once, several run
 * over blocks that stay in the first-level cache. */

#include "elements/dsp/convert.h"
#include "elements/dsp/convert-kernels.h"
#include "elements/dsp/cpu.h"

#include <stdlib.h>
#include <string.h>

#define SCRATCH_BYTES (16 * 1024)
#define MAX_STAGES 10

typedef struct _Stage Stage;
typedef void (*StageRun) (RmgConvert *convert, const Stage *stage,
    const RmgFrames *in, const RmgFrames *out);

struct _Stage
{
  StageRun run;
  RmgConvertSide to;
  RmgConvertRun samples; /* what run_samples() does with each plane */
};

struct _RmgConvert
{
  const RmgConvertKernels *kernels;
  RmgConvertRun packed; /* all there is to do with samples side by side, or
                           NULL */
  RmgConvertSide from;
  Stage stages[MAX_STAGES];
  unsigned n_stages;
  double *matrix; /* stages.to.channels x from.channels, or NULL */
  uint32_t seed;
  RmgNoise noise;
  unsigned dithered; /* channels that take of the noise */
  size_t block;      /* frames that fit into half of the scratch memory */
  uint8_t scratch[2][SCRATCH_BYTES];
};

static const RmgConvertKernels *
choose_kernels (unsigned cpu)
{
  static const RmgConvertKernels *const tables[] = {
#ifdef __x86_64__
    &rmg_convert_kernels_avx512,
    &rmg_convert_kernels_avx2,
    &rmg_convert_kernels_sse2,
#endif
    &rmg_convert_kernels_scalar,
  };
  size_t i = 0;

  while ((tables[i]->cpu & cpu) != tables[i]->cpu)
    i++;
  return tables[i];
}

static unsigned
count_planes (const RmgConvertSide *side)
{
  return side->interleaved ? 1 : side->channels;
}

/* Samples that lie side by side in each plane. */
static size_t
count_samples (const RmgFrames *frames)
{
  return frames->n_frames * (frames->interleaved ? frames->channels : 1);
}

static unsigned
count_frame_planes (const RmgFrames *frames)
{
  return frames->interleaved ? 1 : frames->channels;
}

static unsigned
find_column (RmgFormat format)
{
  return rmg_size_column (rmg_format_size (format));
}

/* F32 is 0 and F64 is 1 in the tables of kernels for floats. */
static unsigned
find_float (RmgFormat format)
{
  return format == RMG_FORMAT_F64;
}

static void
run_samples (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  const unsigned n_planes = count_frame_planes (out);
  const size_t n = count_samples (out);

  for (unsigned i = 0; i < n_planes; i++)
    stage->samples (out->planes[i], in->planes[i], n);
}

static void
run_copy (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  const size_t size = count_samples (in) * rmg_format_size (in->format);

  for (unsigned i = 0; i < count_frame_planes (in); i++)
    if (out->planes[i] != in->planes[i])
      memcpy (out->planes[i], in->planes[i], size);
}

static void
run_interleave (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  convert->kernels->interleave[find_column (in->format)](out->planes[0],
      (const void *const *) in->planes, in->channels, in->n_frames);
}

static void
run_deinterleave (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  convert->kernels->deinterleave[find_column (in->format)](
      (void *const *) out->planes, in->planes[0], in->channels, in->n_frames);
}

/* One channel to many: interleaving it with itself, or copying it. */
static void
run_replicate (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  const size_t size = in->n_frames * rmg_format_size (in->format);
  const void *same[RMG_MAX_CHANNELS];

  for (unsigned i = 0; i < out->channels; i++)
    if (out->interleaved)
      same[i] = in->planes[0];
    else
      memcpy (out->planes[i], in->planes[0], size);
  if (out->interleaved)
    convert->kernels->interleave[find_column (in->format)](
        out->planes[0], same, out->channels, in->n_frames);
}

static void
run_mean (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  convert->kernels->mean[find_float (in->format)](
      out->planes[0], in->planes[0], in->channels, in->n_frames);
}

/* A factor of zero takes nothing, not even a NaN. */
static void
run_matrix (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  const size_t size = in->n_frames * rmg_format_size (in->format);
  const double *factor = convert->matrix;

  for (unsigned row = 0; row < out->channels; row++) {
    memset (out->planes[row], 0, size);
    for (unsigned i = 0; i < in->channels; i++, factor++)
      if (*factor != 0)
        convert->kernels->add_scaled[find_float (in->format)](
            out->planes[row], in->planes[i], *factor, in->n_frames);
  }
}

static void
run_dither (RmgConvert *convert, const Stage *stage, const RmgFrames *in,
    const RmgFrames *out)
{
  convert->kernels->dither[find_float (in->format)][out->format](
      out->planes[0], in->planes[0], count_samples (in), &convert->noise);
}

/* What the stages planned so far give. */
static RmgConvertSide
get_reached (const RmgConvert *convert)
{
  return convert->n_stages == 0 ? convert->from
                                : convert->stages[convert->n_stages - 1].to;
}

static void
add_stage (RmgConvert *convert, StageRun run, RmgConvertSide to)
{
  to.interleaved = to.interleaved || to.channels == 1;
  convert->stages[convert->n_stages++] = (Stage){ run, to, NULL };
}

static void
add_samples (RmgConvert *convert, RmgConvertRun samples, RmgConvertSide to)
{
  convert->stages[convert->n_stages++] = (Stage){ run_samples, to, samples };
}

static void
add_swap (RmgConvert *convert)
{
  RmgConvertSide to = get_reached (convert);

  to.swapped = !to.swapped;
  add_samples (convert, convert->kernels->swap[find_column (to.format)], to);
}

static void
add_format (RmgConvert *convert, RmgFormat format)
{
  RmgConvertSide to = get_reached (convert);
  const RmgConvertRun samples = convert->kernels->run[to.format][format];

  if (to.format == format)
    return;
  to.format = format;
  add_samples (convert, samples, to);
}

static void
add_layout (RmgConvert *convert, bool interleaved)
{
  RmgConvertSide to = get_reached (convert);

  if (to.channels == 1 || to.interleaved == interleaved)
    return;
  to.interleaved = interleaved;
  add_stage (convert, interleaved ? run_interleave : run_deinterleave, to);
}

static void
add_mix (RmgConvert *convert, StageRun run, unsigned channels)
{
  RmgConvertSide to = get_reached (convert);

  to.channels = channels;
  add_stage (convert, run, to);
}

static bool
is_float (RmgFormat format)
{
  return format >= RMG_FORMAT_F32;
}

/* The float that holds every sample of the format. */
static RmgFormat
choose_float (RmgFormat format)
{
  const bool fits = rmg_format_bits (format) <= 16 || format == RMG_FORMAT_F32;

  return fits ? RMG_FORMAT_F32 : RMG_FORMAT_F64;
}

static bool
is_stereo_s16 (const RmgConvertSide *side)
{
  return side->format == RMG_FORMAT_S16 && side->channels == 2;
}

/* A float holds the mean exactly, below the noise of dither too. */
static void
plan_stereo_s16 (RmgConvert *convert, const RmgConvertConfig *config)
{
  RmgConvertSide to;

  add_layout (convert, true);
  to = get_reached (convert);
  to.channels = 1;
  to.format =
      config->dither == RMG_DITHER_NONE ? config->to.format : RMG_FORMAT_F32;
  add_samples (
      convert, convert->kernels->run[RMG_FORMAT_S16_SUM][to.format], to);
}

static void
plan_channels (RmgConvert *convert, const RmgConvertConfig *config)
{
  const RmgConvertSide *to = &config->to;

  if (convert->matrix != NULL) {
    add_format (convert, choose_float (config->from.format));
    add_layout (convert, false);
    add_mix (convert, run_matrix, to->channels);
  } else if (config->from.channels < to->channels) {
    RmgConvertSide copies;

    /* One conversion is cheaper than many, but noise is not to be copied. */
    if (config->dither == RMG_DITHER_NONE)
      add_format (convert, to->format);
    copies = get_reached (convert);
    copies.channels = to->channels;
    copies.interleaved = to->interleaved;
    add_stage (convert, run_replicate, copies);
  } else if (is_stereo_s16 (&config->from) && to->channels == 1) {
    plan_stereo_s16 (convert, config);
  } else if (config->from.channels > to->channels) {
    add_format (convert, choose_float (config->from.format));
    add_layout (convert, true);
    add_mix (convert, run_mean, to->channels);
  }
}

/* Noise is added in a float that has room for it below the last bit. */
static void
plan_dither (RmgConvert *convert, const RmgConvertConfig *config)
{
  const RmgFormat reached = get_reached (convert).format;
  const RmgFormat target = config->to.format;
  const unsigned bits = rmg_format_bits (target);
  const bool loses = is_float (reached) || rmg_format_bits (reached) > bits;
  RmgFormat room = choose_float (reached);
  RmgConvertSide to;

  if (config->dither != RMG_DITHER_TPDF || is_float (target) || !loses)
    return;
  if (bits > 16)
    room = RMG_FORMAT_F64;
  add_format (convert, room);
  add_layout (convert, true);
  to = get_reached (convert);
  to.format = target;
  convert->dithered = to.channels;
  add_stage (convert, run_dither, to);
}

/* A layout is changed while samples are smallest. */
static void
plan_format_and_layout (RmgConvert *convert, const RmgConvertSide *to)
{
  const RmgFormat reached = get_reached (convert).format;

  if (rmg_format_size (reached) <= rmg_format_size (to->format))
    add_layout (convert, to->interleaved);
  add_format (convert, to->format);
  add_layout (convert, to->interleaved);
}

static bool
is_one_byte (RmgFormat format)
{
  return rmg_format_size (format) == 1;
}

static bool
is_same_side (const RmgConvertSide *a, const RmgConvertSide *b)
{
  return a->format == b->format && a->channels == b->channels &&
      (a->interleaved == b->interleaved || a->channels == 1) &&
      (a->swapped == b->swapped || is_one_byte (a->format));
}

static void
plan (RmgConvert *convert, const RmgConvertConfig *config)
{
  const RmgConvertSide *from = &config->from, *to = &config->to;

  convert->from = *from;
  convert->from.interleaved = from->interleaved || from->channels == 1;
  if (config->matrix == NULL && is_same_side (from, to)) {
    add_stage (convert, run_copy, *to);
    return;
  }
  if (from->swapped && !is_one_byte (from->format))
    add_swap (convert);
  plan_channels (convert, config);
  plan_dither (convert, config);
  plan_format_and_layout (convert, to);
  if (to->swapped && !is_one_byte (to->format))
    add_swap (convert);
}

static RmgConvertRun
find_packed (const RmgConvert *convert)
{
  const Stage *stage = &convert->stages[0];
  const bool packed = convert->n_stages == 1 && stage->to.interleaved;

  return packed ? stage->samples : NULL;
}

/* Frames that every view between two stages has room for. */
static size_t
choose_block (const RmgConvert *convert)
{
  unsigned channels = convert->from.channels;

  for (unsigned i = 0; i < convert->n_stages; i++)
    if (convert->stages[i].to.channels > channels)
      channels = convert->stages[i].to.channels;
  return SCRATCH_BYTES / (channels * sizeof (double));
}

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
  convert->kernels = choose_kernels (config->cpu);
  convert->seed = config->seed;
  rmg_noise_start (&convert->noise, convert->seed);
  plan (convert, config);
  convert->packed = find_packed (convert);
  convert->block = choose_block (convert);
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
rmg_convert_reset (RmgConvert *convert)
{
  rmg_noise_start (&convert->noise, convert->seed);
}

void
rmg_convert_skip (RmgConvert *convert, size_t n_frames)
{
  rmg_noise_skip (&convert->noise, n_frames * convert->dithered);
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

/* Frames [first, first + n) of what the side describes. */
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
    const Stage *stage = &convert->stages[i];
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
    convert->packed (out->planes[0], in->planes[0], count_samples (out));
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
  const RmgConvertSide to = get_reached (convert);
  const RmgConvertSide *from = &convert->from;

  if (convert->n_stages == 1 && convert->stages[0].run == run_matrix)
    return false;
  return from->channels == to.channels && from->interleaved == to.interleaved &&
      rmg_format_size (from->format) == rmg_format_size (to.format);
}

bool
rmg_convert_is_copy (const RmgConvert *convert)
{
  return convert->stages[0].run == run_copy;
}

const char *
rmg_convert_get_implementation (const RmgConvert *convert)
{
  return convert->kernels->name;
}
