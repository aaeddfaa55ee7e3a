/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* vad-probabilities RATE: reads mono floats, native order, of RATE from
 * standard input; for every whole frame of 30 ms writes the probability of
 * speech of the adaptive engine, as a float. */
#include "elements/dsp/vad/vad.h"

#include <stdio.h>
#include <stdlib.h>

#define FRAME_MS 30

static const RmgVadSettings settings = { .probability_threshold = 0.5 };

static void
tell (const RmgVadDecision *decision)
{
  fwrite (&decision->probability, sizeof decision->probability, 1, stdout);
}

static void
push (RmgVad *vad, float *samples, size_t n)
{
  const RmgFrames frames = {
    .planes = { samples },
    .channels = 1,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = n,
  };
  RmgVadDecision decision;
  bool decided;

  for (size_t i = 0; i < n;) {
    i += rmg_vad_push (vad, &frames, i, &settings, &decision, &decided);
    if (decided)
      tell (&decision);
  }
}

static void
drain (RmgVad *vad)
{
  RmgVadDecision decision;

  while (rmg_vad_drain (vad, &settings, &decision))
    tell (&decision);
}

int
main (int argc, char **argv)
{
  const RmgVadConfig config = {
    .engine = RMG_VAD_ADAPTIVE,
    .rate_hz = argc == 2 ? (unsigned) atoi (argv[1]) : 0,
    .frame_ms = FRAME_MS,
  };
  RmgVad *vad = config.rate_hz > 0 ? rmg_vad_open (&config) : NULL;
  float samples[4096];
  size_t n;

  if (vad == NULL) {
    fprintf (stderr, "usage: vad-probabilities RATE\n");
    return 2;
  }
  while ((n = fread (samples, sizeof *samples, 4096, stdin)) > 0)
    push (vad, samples, n);
  drain (vad);
  rmg_vad_close (vad);
  return ferror (stdout) != 0;
}
