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
NAME (compute_group) (SAMPLE *y, const SAMPLE *x, const RmgFirRows *self,
    size_t group, bool is_careful)
{
  const size_t first = group * RMG_FIR_GROUP;
  const SAMPLE *taps = (const SAMPLE *) self->taps + first * self->n_taps;

  for (size_t i = 0; i < RMG_FIR_GROUP && first + i < self->up; i++) {
    SAMPLE sum = 0;

    for (size_t k = 0; k < self->n_taps; k++)
      sum += NAME (product) (x[k], taps[k * RMG_FIR_GROUP + i], is_careful);
    y[i] = sum;
  }
}

static void
NAME (any_rows) (const RmgFirRows *self, bool is_careful)
{
  for (unsigned s = 0; s < self->n_streams; s++)
    for (size_t group = self->first; group < self->end; group++)
      NAME (compute_group)
  ((SAMPLE *) self->streams[s].out + (group - self->first) * RMG_FIR_GROUP,
      (const SAMPLE *) self->streams[s].samples + self->starts[group] -
          self->starts[self->first],
      self, group, is_careful);
}

static void
NAME (rows) (const RmgFirRows *self)
{
  NAME (any_rows) (self, false);
}

static void
NAME (careful_rows) (const RmgFirRows *self)
{
  NAME (any_rows) (self, true);
}
