/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/convert/peer.h"

#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>

static const char *
get_version (void)
{
  return G_STRINGIFY (LIBSWRESAMPLE_VERSION_MAJOR) "." G_STRINGIFY (
      LIBSWRESAMPLE_VERSION_MINOR);
}

static enum AVSampleFormat
find_format (const RmgConvertSide *side)
{
  static const enum AVSampleFormat formats[RMG_N_FORMATS] = { AV_SAMPLE_FMT_U8,
    AV_SAMPLE_FMT_NONE, AV_SAMPLE_FMT_S16, AV_SAMPLE_FMT_NONE,
    AV_SAMPLE_FMT_NONE, AV_SAMPLE_FMT_S32, AV_SAMPLE_FMT_FLT,
    AV_SAMPLE_FMT_DBL };

  return side->interleaved ? formats[side->format]
                           : av_get_planar_sample_fmt (formats[side->format]);
}

static void *
open_swr (const BenchConversion *conversion)
{
  const enum AVSampleFormat from = find_format (&conversion->from);
  const enum AVSampleFormat to = find_format (&conversion->to);
  AVChannelLayout from_layout, to_layout;
  SwrContext *swr = NULL;

  if (from == AV_SAMPLE_FMT_NONE || to == AV_SAMPLE_FMT_NONE)
    return NULL;
  av_channel_layout_default (&from_layout, (int) conversion->from.channels);
  av_channel_layout_default (&to_layout, (int) conversion->to.channels);
  if (swr_alloc_set_opts2 (
          &swr, &to_layout, to, 48000, &from_layout, from, 48000, 0, NULL) < 0)
    return NULL;
  if (conversion->dither == RMG_DITHER_TPDF)
    av_opt_set_int (swr, "dither_method", SWR_DITHER_TRIANGULAR, 0);
  if (swr_init (swr) < 0)
    swr_free (&swr);
  return swr;
}

static void
convert (void *state, const RmgFrames *in, const RmgFrames *out)
{
  swr_convert (state, (uint8_t **) out->planes, (int) out->n_frames,
      (const uint8_t **) in->planes, (int) in->n_frames);
}

static void
close_swr (void *state)
{
  SwrContext *swr = state;

  swr_free (&swr);
}

const BenchConvertPeer bench_convert_swr = {
  .name = "swr",
  .library = "libswresample",
  .settings = "dither none, or triangular where the case names it",
  .version = get_version,
  .open = open_swr,
  .convert = convert,
  .close = close_swr,
};
