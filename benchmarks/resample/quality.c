/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/quality.h"
#include "benchmarks/resample/response.h"

#include <math.h>

#define TONE_HZ 997
#define SILENCE_DB 200.0 /* below the resolution of F32 */
#define IMPULSES 16
#define IMPULSE_SPACING 9001
#define HALF_POWER_DB -3.0103
#define FLAT_DB 0.1

static double
to_db (double gain)
{
  return 20.0 * log10 (MAX (gain, pow (10.0, -SILENCE_DB / 20.0)));
}

static double
find_rejection (const BenchResponse *response, double from_hz)
{
  double worst = 0.0;

  for (size_t i = (size_t) ceil (from_hz / response->step_hz); i < response->n;
       i++)
    worst = MAX (worst, response->gain[i]);
  return -to_db (worst);
}

static double
find_ripple (const BenchResponse *response, double to_hz)
{
  double worst = 0.0;

  for (size_t i = 0; i * response->step_hz <= to_hz; i++)
    worst = MAX (worst, fabs (to_db (response->gain[i])));
  return worst;
}

/* Returns the first frequency at which the gain leaves lowest_db..highest_db; the
 * range beyond end_hz is not part of the pass band. */
static double
find_exit (const BenchResponse *response, double lowest_db, double highest_db,
    double end_hz)
{
  size_t i = 0;

  while (i * response->step_hz < end_hz &&
      to_db (response->gain[i]) >= lowest_db &&
      to_db (response->gain[i]) <= highest_db)
    i++;
  return MIN (i * response->step_hz, end_hz);
}

/* Runs a peer over all input in blocks of the given length. arrivals may be
 * NULL; otherwise it receives, for each output frame, the number of input frames
 * so far. Returns: the number of output frames. */
static size_t
run (const BenchResamplePeer *peer, const BenchResampleFormat *format,
    GArray *in, size_t block, GArray *out, guint32 *arrivals)
{
  void *state = peer->ops->open (peer->setting, format);
  float *samples = (float *) out->data;
  size_t n_out = 0;

  if (state == NULL)
    return 0;
  for (size_t at = 0; at + block <= in->len; at += block) {
    const size_t before = n_out;

    n_out += peer->ops->process (state, &g_array_index (in, float, at), block,
        samples + n_out, out->len - n_out);
    for (size_t n = before; arrivals != NULL && n < n_out; n++)
      arrivals[n] = (guint32) (at + block);
  }
  peer->ops->close (state);
  return n_out;
}

static GArray *
make_samples (size_t n)
{
  return g_array_set_size (
      g_array_new (FALSE, TRUE, sizeof (float)), (guint) n);
}

/* Subtracts the tone from one second, a whole number of its periods, and
 * compares the rest with it. */
static double
compare_with_rest (const float *second, unsigned rate_hz)
{
  double re = 0.0, im = 0.0, mean = 0.0, rest = 0.0;

  for (unsigned i = 0; i < rate_hz; i++) {
    const double angle = 2.0 * G_PI * ((double) i * TONE_HZ / rate_hz);

    re += second[i] * cos (angle) * 2.0 / rate_hz;
    im += second[i] * sin (angle) * 2.0 / rate_hz;
    mean += second[i] / rate_hz;
  }
  for (unsigned i = 0; i < rate_hz; i++) {
    const double angle = 2.0 * G_PI * ((double) i * TONE_HZ / rate_hz);
    const double error = second[i] - mean - re * cos (angle) - im * sin (angle);

    rest += error * error / rate_hz;
  }
  return 20.0 * log10 (hypot (re, im) / sqrt (2.0 * MAX (rest, 1e-30)));
}

static double
measure_thdn (const BenchResamplePeer *peer, const BenchResampleFormat *format)
{
  g_autoptr (GArray) in = make_samples (3 * format->in_hz);
  g_autoptr (GArray) out = make_samples (4 * format->out_hz);
  size_t n_out;

  for (guint i = 0; i < in->len; i++)
    g_array_index (in, float, i) = (float) (0.5 *
        sin (2.0 * G_PI * ((double) i * TONE_HZ / format->in_hz)));
  n_out = run (peer, format, in, format->in_hz / 100, out, NULL);
  g_assert (n_out > 2 * format->out_hz);
  return compare_with_rest (
      &g_array_index (out, float, format->out_hz), format->out_hz);
}

/* Returns the length of the input between an impulse and the output of its peak. */
static double
find_delay_ms (const BenchResampleFormat *format, const GArray *out,
    const guint32 *arrivals, guint64 place)
{
  const guint64 early = IMPULSE_SPACING / 4;
  const guint64 first = (place - early) * format->out_hz / format->in_hz;
  const guint64 end =
      (place - early + IMPULSE_SPACING) * format->out_hz / format->in_hz;
  guint64 peak = first;

  for (guint64 n = first; n < end; n++)
    if (fabsf (g_array_index (out, float, n)) >
        fabsf (g_array_index (out, float, peak)))
      peak = n;
  return ((double) arrivals[peak] - (double) (place + 1)) * 1e3 / format->in_hz;
}

static double
measure_delay (const BenchResamplePeer *peer, const BenchResampleFormat *format)
{
  const guint n_in = (IMPULSES + 3) * IMPULSE_SPACING;
  const guint room = (guint) ((guint64) n_in * format->out_hz / format->in_hz);
  g_autoptr (GArray) in = make_samples (n_in);
  g_autoptr (GArray) out = make_samples (room + format->out_hz);
  g_autofree guint32 *arrivals = g_new0 (guint32, out->len);
  double worst_ms = 0.0;

  for (guint i = 1; i <= IMPULSES; i++)
    g_array_index (in, float, i *IMPULSE_SPACING) = 1.0f;
  run (peer, format, in, 1, out, arrivals);
  for (guint i = 1; i <= IMPULSES; i++)
    worst_ms = MAX (
        worst_ms, find_delay_ms (format, out, arrivals, i * IMPULSE_SPACING));
  return worst_ms;
}

gboolean
bench_quality_measure (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchQuality *quality)
{
  const double nyquist_hz = MIN (format->in_hz, format->out_hz) / 2.0;
  BenchResponse response;

  if (!bench_response_measure (peer, format, &response))
    return FALSE;
  *quality = (BenchQuality){
    .rejection_10_db = find_rejection (&response, nyquist_hz),
    .rejection_11_db = find_rejection (&response, 1.1 * nyquist_hz),
    .ripple_db = find_ripple (&response, 0.9 * nyquist_hz),
    .edge_fn = find_exit (&response, HALF_POWER_DB, SILENCE_DB, nyquist_hz) /
        nyquist_hz,
    .flat_fn =
        find_exit (&response, -FLAT_DB, FLAT_DB, nyquist_hz) / nyquist_hz,
    .thdn_db = measure_thdn (peer, format),
    .delay_ms = measure_delay (peer, format),
  };
  g_free (response.gain);
  return TRUE;
}
