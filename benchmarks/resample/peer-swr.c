/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/peer.h"

#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>

static const char *
get_version (void)
{
  return G_STRINGIFY (LIBSWRESAMPLE_VERSION_MAJOR) "." G_STRINGIFY (
      LIBSWRESAMPLE_VERSION_MINOR);
}

/* setting: filter_size, or 0 for the default. */
static void *
open_swr (int setting, const BenchResampleFormat *format)
{
  SwrContext *swr = NULL;
  AVChannelLayout layout;

  av_channel_layout_default (&layout, (int) format->channels);
  if (swr_alloc_set_opts2 (&swr, &layout, AV_SAMPLE_FMT_FLT,
          (int) format->out_hz, &layout, AV_SAMPLE_FMT_FLT, (int) format->in_hz,
          0, NULL) < 0)
    return NULL;
  if (setting > 0)
    av_opt_set_int (swr, "filter_size", setting, 0);
  if (swr_init (swr) < 0)
    swr_free (&swr);
  return swr;
}

static size_t
process (void *state, const float *in, size_t n_in, float *out, size_t room)
{
  const uint8_t *from[] = { (const uint8_t *) in };
  uint8_t *to[] = { (uint8_t *) out };
  int n = swr_convert (state, to, (int) room, from, (int) n_in);

  g_assert (n >= 0);
  return (size_t) n;
}

static size_t
drain (void *state, float *out, size_t room)
{
  uint8_t *to[] = { (uint8_t *) out };
  int n = swr_convert (state, to, (int) room, NULL, 0);

  return n < 0 ? 0 : (size_t) n;
}

static void
close_swr (void *state)
{
  SwrContext *swr = state;

  swr_free (&swr);
}

const BenchResampleOps bench_resample_swr = {
  .version = get_version,
  .open = open_swr,
  .process = process,
  .drain = drain,
  .close = close_swr,
};
