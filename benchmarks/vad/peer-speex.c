/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/vad/peer.h"

#include <math.h>

#include <speex/speex_preprocess.h>

const char *
bench_vad_speex_version (void)
{
  return SPEEXDSP_VERSION;
}

void *
bench_vad_speex_open (int setting)
{
  SpeexPreprocessState *state =
      speex_preprocess_state_init (BENCH_VAD_FRAME, BENCH_VAD_RATE_HZ);
  int on = 1, off = 0;

  speex_preprocess_ctl (state, SPEEX_PREPROCESS_SET_VAD, &on);
  speex_preprocess_ctl (state, SPEEX_PREPROCESS_SET_DENOISE, &off);
  speex_preprocess_ctl (state, SPEEX_PREPROCESS_SET_AGC, &off);
  return state;
}

/* The library works in place, on S16, and returns percent. */
gboolean
bench_vad_speex_push (void *state, const float *frame, float *score)
{
  spx_int16_t samples[BENCH_VAD_FRAME];
  int percent = 0;

  for (int i = 0; i < BENCH_VAD_FRAME; i++)
    samples[i] = (spx_int16_t) lrintf (frame[i] * 32767.0f);
  speex_preprocess_run (state, samples);
  speex_preprocess_ctl (state, SPEEX_PREPROCESS_GET_PROB, &percent);
  *score = (float) percent;
  return TRUE;
}

void
bench_vad_speex_close (void *state)
{
  speex_preprocess_state_destroy (state);
}
