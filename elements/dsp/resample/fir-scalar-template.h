/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Included once for each SAMPLE; NAME() separates the instances. */
#include "elements/dsp/resample/fir.h"

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
NAME (compute_group) (const RmgFirRows *self, const RmgFirStream *stream,
    uint32_t group, bool is_careful)
{
  const bool is_mirrored = stream->direction < 0;
  const uint32_t end = rmg_fir_end_row (is_mirrored, group, self->up);
  const SAMPLE *taps = (const SAMPLE *) self->taps +
      (size_t) group * RMG_FIR_GROUP * self->n_taps;
  const SAMPLE *x = (const SAMPLE *) stream->samples + self->starts[group] -
      self->starts[self->first];
  SAMPLE *y = (SAMPLE *) stream->out +
      (ptrdiff_t) (group - self->first) * stream->direction;

  for (uint32_t i = rmg_fir_first_row (is_mirrored, group); i < end; i++) {
    SAMPLE sum = 0;

    for (size_t k = 0; k < self->n_taps; k++)
      sum += NAME (product) (x[k], taps[k * RMG_FIR_GROUP + i], is_careful);
    y[is_mirrored ? RMG_FIR_GROUP - 1 - i : i] = sum;
  }
}

static void
NAME (any_rows) (const RmgFirRows *self, bool is_careful)
{
  for (unsigned s = 0; s < self->n_streams; s++)
    for (uint32_t group = self->first; group < self->end; group++)
      NAME (compute_group) (self, &self->streams[s], group, is_careful);
}

static SAMPLE
NAME (follow) (
    const SAMPLE *x, const SAMPLE *curves, SAMPLE place, size_t n_taps, int n)
{
  SAMPLE sum = 0;

  for (size_t k = 0; k < n_taps; k++, curves += n) {
    SAMPLE tap = curves[n - 1];

    for (int i = n - 2; i >= 0; i--)
      tap = tap * place + curves[i];
    sum += x[k] * tap;
  }
  return sum;
}

static void
NAME (any_curves) (const RmgFirCurves *self, size_t n_outputs, int n_terms)
{
  const SAMPLE *places = self->places, *curves = self->curves;
  const size_t n_terms_of_segment = self->n_taps * (size_t) n_terms;

  for (unsigned lane = 0; lane < self->n_lanes; lane++) {
    const SAMPLE *x = self->samples[lane];
    SAMPLE *y = self->out[lane];

    for (size_t n = 0; n < n_outputs; n++)
      y[n] = NAME (follow) (x + self->starts[n],
          curves + self->segments[n] * n_terms_of_segment, places[n],
          self->n_taps, n_terms);
  }
}

static void
NAME (quadratics) (const RmgFirCurves *self, size_t n_outputs)
{
  NAME (any_curves) (self, n_outputs, 3);
}

static void
NAME (cubics) (const RmgFirCurves *self, size_t n_outputs)
{
  NAME (any_curves) (self, n_outputs, 4);
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
