/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Included once for each SAMPLE; NAME() tells the instances apart. */
#include "elements/dsp/resample-fir.h"

static void
NAME (columns) (void *out, const RmgFirColumns *self, size_t n_outputs)
{
  SAMPLE *y = out;

  for (size_t n = 0; n < n_outputs; n++) {
    const SAMPLE *taps = self->taps;
    SAMPLE sum = 0;

    for (unsigned s = 0; s < self->n_slots; s++) {
      const SAMPLE *x = (const SAMPLE *) self->slots[s] + n;

      for (size_t i = 0; i < self->n_per_slot; i++)
        sum += x[i] * *taps++;
    }
    y[n] = sum;
  }
}

static void
NAME (rows) (void *out, const RmgFirRows *self, size_t n_outputs)
{
  SAMPLE *y = out;
  const SAMPLE *x = self->samples;
  uint64_t phase = self->phase;

  for (size_t n = 0; n < n_outputs; n++) {
    const SAMPLE *taps = (const SAMPLE *) self->taps + phase * self->n_taps;
    SAMPLE sum = 0;

    for (size_t k = 0; k < self->n_taps; k++)
      sum += x[k] * taps[k];
    y[n] = sum;

    phase += self->down;
    x += phase / self->up;
    phase %= self->up;
  }
}
