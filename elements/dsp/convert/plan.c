/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/convert/plan.h"

#include <string.h>

static unsigned
count_planes (const RmgFrames *frames)
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
run_samples (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
{
  const unsigned n_planes = count_planes (out);
  const size_t n = rmg_frames_count_samples (out);

  for (unsigned i = 0; i < n_planes; i++)
    stage->samples (out->planes[i], in->planes[i], n);
}

static void
run_copy (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
{
  const size_t size =
      rmg_frames_count_samples (in) * rmg_format_size (in->format);

  for (unsigned i = 0; i < count_planes (in); i++)
    if (size > 0 && out->planes[i] != in->planes[i])
      memcpy (out->planes[i], in->planes[i], size);
}

static void
run_interleave (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
{
  convert->kernels->interleave[find_column (in->format)](out->planes[0],
      (const void *const *) in->planes, in->channels, in->n_frames);
}

static void
run_deinterleave (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
{
  convert->kernels->deinterleave[find_column (in->format)](
      (void *const *) out->planes, in->planes[0], in->channels, in->n_frames);
}

/* Interleaving a channel with itself, or copying it. */
static void
run_replicate (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
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
run_mean (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
{
  convert->kernels->mean[find_float (in->format)](out->planes[0],
      (const void *const *) in->planes, in->channels, in->n_frames);
}

/* A factor of zero takes nothing, not even a NaN. */
static void
run_matrix (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
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
run_dither (RmgConvert *convert, const RmgConvertStage *stage,
    const RmgFrames *in, const RmgFrames *out)
{
  convert->kernels->dither[find_float (in->format)][out->format](out->planes[0],
      in->planes[0], rmg_frames_count_samples (in), &convert->noise);
}

/* Returns the output of the stages planned so far. */
static RmgConvertSide
get_reached (const RmgConvert *convert)
{
  return convert->n_stages == 0 ? convert->from
                                : convert->stages[convert->n_stages - 1].to;
}

static void
add_stage (RmgConvert *convert, RmgConvertStageRun run, RmgConvertSide to)
{
  to.interleaved = to.interleaved || to.channels == 1;
  convert->stages[convert->n_stages++] = (RmgConvertStage){ run, to, NULL };
}

static void
add_samples (RmgConvert *convert, RmgConvertRun samples, RmgConvertSide to)
{
  convert->stages[convert->n_stages++] =
      (RmgConvertStage){ run_samples, to, samples };
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

/* To one channel; a pair that lies side by side needs no planes. */
static void
add_mean (RmgConvert *convert)
{
  RmgConvertSide to = get_reached (convert);
  const bool is_pair = to.channels == 2 && to.interleaved;

  if (!is_pair)
    add_layout (convert, false);
  to.channels = 1;
  to.interleaved = true;
  if (is_pair)
    add_samples (
        convert, convert->kernels->mean_of_two[find_float (to.format)], to);
  else
    add_stage (convert, run_mean, to);
}

static void
add_matrix (RmgConvert *convert, unsigned channels)
{
  RmgConvertSide to;

  add_layout (convert, false);
  to = get_reached (convert);
  to.channels = channels;
  to.interleaved = false;
  add_stage (convert, run_matrix, to);
}

/* One channel to many. */
static void
add_copies (RmgConvert *convert, const RmgConvertSide *as)
{
  RmgConvertSide to = get_reached (convert);

  to.channels = as->channels;
  to.interleaved = as->interleaved;
  add_stage (convert, run_replicate, to);
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
  add_samples (convert, convert->kernels->mean_of_two_s16[to.format], to);
}

static void
plan_channels (RmgConvert *convert, const RmgConvertConfig *config)
{
  const RmgConvertSide *to = &config->to;

  if (convert->matrix != NULL) {
    add_format (convert, choose_float (config->from.format));
    add_matrix (convert, to->channels);
  } else if (config->from.channels < to->channels) {
    /* One conversion is cheaper than many, but noise is not to be copied. */
    if (config->dither == RMG_DITHER_NONE)
      add_format (convert, to->format);
    add_copies (convert, to);
  } else if (is_stereo_s16 (&config->from) && to->channels == 1) {
    plan_stereo_s16 (convert, config);
  } else if (config->from.channels > to->channels) {
    add_format (convert, choose_float (config->from.format));
    add_mean (convert);
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

/* Swapping is first and last: between, samples are the machine's. */
static void
plan_stages (RmgConvert *convert, const RmgConvertConfig *config)
{
  const RmgConvertSide *from = &config->from, *to = &config->to;

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

/* Frames that every view between two stages has room for: whole vectors, and
 * whole states of the noise. */
static size_t
choose_block (const RmgConvert *convert)
{
  unsigned channels = convert->from.channels;

  for (unsigned i = 0; i < convert->n_stages; i++)
    if (convert->stages[i].to.channels > channels)
      channels = convert->stages[i].to.channels;
  return RMG_CONVERT_SCRATCH_BYTES / (channels * sizeof (double)) /
      RMG_NOISE_SAMPLES * RMG_NOISE_SAMPLES;
}

void
rmg_convert_plan (RmgConvert *convert)
{
  const RmgConvertConfig *config = &convert->config;
  const RmgConvertStage *first = &convert->stages[0];
  bool is_single;

  convert->n_stages = 0;
  convert->dithered = 0;
  convert->from = config->from;
  convert->from.interleaved |= config->from.channels == 1;
  plan_stages (convert, config);
  is_single = convert->n_stages == 1;
  convert->is_copy = first->run == run_copy;
  convert->mixes_planes = is_single && first->run == run_matrix;
  convert->packed = is_single && first->to.interleaved ? first->samples : NULL;
  convert->block = choose_block (convert);
}
