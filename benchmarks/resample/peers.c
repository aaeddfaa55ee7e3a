/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/peer.h"
#include "elements/dsp/resample/resample.h"

#include <samplerate.h>
#ifdef HAVE_SOXR
#include <soxr.h>
#endif

#define RMG(name, quality)                                                     \
  {                                                                            \
    "rmg " name, "RemoteMedia", "quality=" name, RMG_RESAMPLE_##quality,       \
        &bench_resample_rmg                                                    \
  }
#define RMG_CLIP(name, quality)                                                \
  {                                                                            \
    "rmg " name ", clip", "RemoteMedia",                                       \
        "quality=" name " engine=fft, for whole clips",                        \
        BENCH_RESAMPLE_CLIP | RMG_RESAMPLE_##quality, &bench_resample_rmg      \
  }
#define RMG_STEEP(name, quality)                                               \
  {                                                                            \
    "rmg " name ", steep", "RemoteMedia", "quality=" name " steep=true",       \
        BENCH_RESAMPLE_STEEP | RMG_RESAMPLE_##quality, &bench_resample_rmg     \
  }
#define GST(quality)                                                           \
  {                                                                            \
    "audioresample " #quality, "GStreamer",                                    \
        "GstAudioResampler, Kaiser, quality " #quality, quality,               \
        &bench_resample_gst                                                    \
  }
#define SRC(name, converter)                                                   \
  {                                                                            \
    "src " name, "libsamplerate", #converter, converter, &bench_resample_src   \
  }

#ifdef HAVE_SOXR
#define SOXR(recipe)                                                           \
  {                                                                            \
    "soxr " #recipe, "libsoxr", "SOXR_" #recipe ", float, 1 thread",           \
        SOXR_##recipe, &bench_resample_soxr                                    \
  }
#else
#define SOXR(recipe)                                                           \
  {                                                                            \
    "soxr " #recipe, "libsoxr", "SOXR_" #recipe, 0, NULL                       \
  }
#endif

#ifdef HAVE_SPEEX
#define SPEEX_OPS &bench_resample_speex
#else
#define SPEEX_OPS NULL
#endif
#define SPEEX(quality)                                                         \
  {                                                                            \
    "speex " #quality, "speexdsp", "float, quality " #quality, quality,        \
        SPEEX_OPS                                                              \
  }

#ifdef HAVE_SWR
#define SWR_OPS &bench_resample_swr
#else
#define SWR_OPS NULL
#endif
#define SWR(name, settings, size)                                              \
  {                                                                            \
    "swr " name, "libswresample", settings, size, SWR_OPS                      \
  }

#ifdef HAVE_ZITA
#define ZITA_OPS &bench_resample_zita
#else
#define ZITA_OPS NULL
#endif
#define ZITA(half)                                                             \
  {                                                                            \
    "zita " #half, "zita-resampler", "Resampler, hlen " #half, half, ZITA_OPS  \
  }

const BenchResamplePeer bench_resample_peers[] = {
  RMG ("fast", FAST),
  RMG ("medium", MEDIUM),
  RMG ("high", HIGH),
  RMG ("best", BEST),
  RMG_CLIP ("high", HIGH),
  RMG_STEEP ("medium", MEDIUM),
  RMG_STEEP ("high", HIGH),
  SOXR (QQ),
  SOXR (LQ),
  SOXR (MQ),
  SOXR (HQ),
  SOXR (VHQ),
  SPEEX (3),
  SPEEX (5),
  SPEEX (8),
  SPEEX (10),
  SWR ("default", "defaults (filter_size 32)", 0),
  SWR ("64", "filter_size 64", 64),
  SWR ("256", "filter_size 256", 256),
  ZITA (16),
  ZITA (48),
  ZITA (96),
  SRC ("linear", SRC_LINEAR),
  SRC ("fastest", SRC_SINC_FASTEST),
  SRC ("medium", SRC_SINC_MEDIUM_QUALITY),
  SRC ("best", SRC_SINC_BEST_QUALITY),
  GST (0),
  GST (4),
  GST (8),
  GST (10),
  { NULL },
};
