/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/vad/peer.h"
#include "elements/dsp/vad/vad.h"

#define RMG(name, settings, engine)                                            \
  {                                                                            \
    name, "RemoteMedia", settings, engine, bench_vad_rmg_version,              \
        bench_vad_rmg_open, bench_vad_rmg_push, bench_vad_rmg_drain,           \
        bench_vad_rmg_close                                                    \
  }

#ifdef HAVE_WEBRTC
#define WEBRTC(name, settings, modes)                                          \
  {                                                                            \
    name, "webrtc-audio-processing", settings, modes,                          \
        bench_vad_webrtc_version, bench_vad_webrtc_open,                       \
        bench_vad_webrtc_push, NULL, bench_vad_webrtc_close                    \
  }
#else
#define WEBRTC(name, settings, modes)                                          \
  {                                                                            \
    name, "webrtc-audio-processing", settings                                  \
  }
#endif

#ifdef HAVE_SPEEX
#define SPEEX(name, settings)                                                  \
  {                                                                            \
    name, "speexdsp", settings, 0, bench_vad_speex_version,                    \
        bench_vad_speex_open, bench_vad_speex_push, NULL,                      \
        bench_vad_speex_close                                                  \
  }
#else
#define SPEEX(name, settings)                                                  \
  {                                                                            \
    name, "speexdsp", settings                                                 \
  }
#endif

const BenchVadPeer bench_vad_peers[] = {
  RMG ("rmg adaptive", "engine=adaptive, probability", RMG_VAD_ADAPTIVE),
  RMG ("energy", "engine=energy, level", RMG_VAD_ENERGY),
  WEBRTC ("webrtc 0", "kVeryLowLikelihood, three frames of 10 ms", 1),
  WEBRTC ("webrtc 1", "kLowLikelihood, three frames of 10 ms", 2),
  WEBRTC ("webrtc 2", "kModerateLikelihood, three frames of 10 ms", 4),
  WEBRTC ("webrtc 3", "kHighLikelihood, three frames of 10 ms", 8),
  WEBRTC ("webrtc sum", "all four likelihoods, added up", 15),
  SPEEX ("speexdsp", "preprocessor, VAD only, frames of 30 ms, probability"),
  { NULL },
};
