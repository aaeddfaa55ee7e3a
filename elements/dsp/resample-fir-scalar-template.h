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

static SAMPLE
NAME (product) (SAMPLE x, SAMPLE tap, bool is_careful)
{
  return is_careful && tap == 0 ? 0 : x * tap;
}

static void
NAME (any_rows) (SAMPLE *y, const RmgFirRows *self, bool is_careful)
{
  const SAMPLE *period = self->samples;
  size_t n = self->first * RMG_FIR_GROUP;

  for (size_t group = 0; group < self->n_groups; group++) {
    const SAMPLE *x = period + self->starts[n / RMG_FIR_GROUP];
    const SAMPLE *taps = (const SAMPLE *) self->taps + n * self->n_taps;

    for (int i = 0; i < RMG_FIR_GROUP && n < self->up; i++, n++) {
      SAMPLE sum = 0;

      for (size_t k = 0; k < self->n_taps; k++)
        sum += NAME (product) (x[k], taps[k * RMG_FIR_GROUP + i], is_careful);
      *y++ = sum;
    }
    if (n == self->up) {
      n = 0;
      period += self->down;
    }
  }
}

static void
NAME (rows) (void *out, const RmgFirRows *self)
{
  NAME (any_rows) (out, self, false);
}

static void
NAME (careful_rows) (void *out, const RmgFirRows *self)
{
  NAME (any_rows) (out, self, true);
}
