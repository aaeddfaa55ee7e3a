/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* vad-features RATE [--reset-every SAMPLES]: reads mono floats, native order,
 * of RATE from standard input; for every whole hop of 30 ms writes the
 * floats that the model of rmgvad hears. Clips of equal length go in one
 * call: after SAMPLES everything is forgotten, an incomplete hop as well. */
#include "elements/dsp/vad/features.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  RmgVadSpectrum *spectrum;
  RmgVadFeatures features;
  size_t hop, history;
  float *samples; /* history, then a hop */
} Reader;

static int
open_reader (Reader *self, unsigned rate_hz)
{
  size_t n_in;

  self->spectrum = rmg_vad_spectrum_open (rate_hz);
  if (self->spectrum == NULL)
    return 0;
  n_in = rmg_vad_spectrum_count_in (self->spectrum);
  self->hop = (size_t) rate_hz * RMG_VAD_HOP_MS / 1000;
  self->history = n_in > self->hop ? n_in - self->hop : 0;
  self->samples = calloc (self->history + self->hop, sizeof (float));
  return self->samples != NULL;
}

static void
close_reader (Reader *self)
{
  rmg_vad_spectrum_close (self->spectrum);
  free (self->samples);
}

/* The signal before a clip is assumed to equal its first sample. */
static void
hold_first (Reader *self)
{
  for (size_t i = 0; i < self->history; i++)
    self->samples[i] = self->samples[self->history];
}

static void
write_hop (Reader *self)
{
  RmgVadSound sound;
  float features[RMG_VAD_FEATURES];
  const float *end = self->samples + self->history + self->hop;

  rmg_vad_spectrum_measure (self->spectrum, end, &sound);
  rmg_vad_features_push (&self->features, &sound, features);
  fwrite (features, sizeof features, 1, stdout);
  memmove (
      self->samples, self->samples + self->hop, self->history * sizeof (float));
}

static int
read_samples (float *samples, size_t n)
{
  return fread (samples, sizeof *samples, n, stdin) == n;
}

/* Returns: whether there may be another clip */
static int
read_clip (Reader *self, size_t n_samples)
{
  bool starts = true;

  rmg_vad_features_reset (&self->features);
  for (; n_samples >= self->hop; n_samples -= self->hop) {
    if (!read_samples (self->samples + self->history, self->hop))
      return 0;
    if (starts)
      hold_first (self);
    write_hop (self);
    starts = false;
  }
  return read_samples (self->samples + self->history, n_samples);
}

int
main (int argc, char **argv)
{
  const unsigned rate_hz = argc > 1 ? (unsigned) atoi (argv[1]) : 0;
  size_t n_samples = SIZE_MAX;
  Reader reader = { 0 };

  if (argc == 4 && strcmp (argv[2], "--reset-every") == 0)
    n_samples = strtoull (argv[3], NULL, 10);
  else if (argc != 2)
    n_samples = 0;
  if (rate_hz < 100 || n_samples == 0 || !open_reader (&reader, rate_hz)) {
    fprintf (stderr, "usage: vad-features RATE [--reset-every SAMPLES]\n");
    return 2;
  }
  while (read_clip (&reader, n_samples))
    continue;
  close_reader (&reader);
  return ferror (stdout) != 0;
}
