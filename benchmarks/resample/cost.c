/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/resample/cost.h"

#define OPENINGS 9
#define LONG_ROUND_S 0.05
#define ROUNDS_SAT_OUT 4

typedef struct
{
  const BenchResampleFormat *format;
  const BenchResampleMode *mode;
  GArray *in, *out; /* samples */
} Case;

/* Noise: a processor cannot predict it. */
static GArray *
make_noise (size_t n)
{
  GArray *samples = g_array_sized_new (FALSE, FALSE, sizeof (float), (guint) n);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (size_t i = 0; i < n; i++) {
    const float value = (float) g_rand_double_range (random, -0.5, 0.5);

    g_array_append_val (samples, value);
  }
  return samples;
}

static void
run (const Case *self, const BenchResamplePeer *peer, void *state)
{
  const unsigned channels = self->format->channels;
  const size_t n = self->in->len / channels, room = self->out->len / channels;
  const size_t block = self->mode->block_ms == 0
      ? n
      : self->format->in_hz * self->mode->block_ms / 1000;

  for (size_t at = 0; at + block <= n; at += block)
    peer->ops->process (state, (float *) self->in->data + at * channels, block,
        (float *) self->out->data, room);
  if (self->mode->block_ms == 0)
    peer->ops->drain (state, (float *) self->out->data, room);
}

/* A drained resampler is restarted outside of the measured time. */
static void *
prepare (const Case *self, const BenchResamplePeer *peer, void *state)
{
  if (self->mode->block_ms != 0 && state != NULL)
    return state;
  if (state != NULL)
    peer->ops->close (state);
  return peer->ops->open (peer->setting, self->format);
}

static double
time_s (const Case *self, const BenchResamplePeer *peer, void *state)
{
  const double start_ns = bench_now_ns ();

  run (self, peer, state);
  return (bench_now_ns () - start_ns) / 1e9;
}

typedef struct
{
  const BenchResamplePeer *peer;
  void *state;
  gboolean is_slow;
  BenchRounds *costs;
} Runner;

/* The first run of each peer warms caches and filters, and is not counted. */
static GArray *
open_runners (const Case *self, const gboolean *chosen, BenchRounds *costs)
{
  GArray *runners = g_array_new (FALSE, FALSE, sizeof (Runner));

  for (guint i = 0; bench_resample_peers[i].name != NULL; i++) {
    Runner runner = { &bench_resample_peers[i], NULL, FALSE, &costs[i] };

    if (!chosen[i] || runner.peer->ops == NULL)
      continue;
    runner.state = prepare (self, runner.peer, NULL);
    if (runner.state == NULL)
      continue;
    runner.is_slow = time_s (self, runner.peer, runner.state) > LONG_ROUND_S;
    g_array_append_val (runners, runner);
  }
  return runners;
}

/* Each peer runs twice, so that the second run finds the caches as the first left
 * them; slow peers gain nothing from it. */
static void
run_round (const Case *self, Runner *runner)
{
  double taken_s;

  runner->state = prepare (self, runner->peer, runner->state);
  if (!runner->is_slow) {
    run (self, runner->peer, runner->state);
    runner->state = prepare (self, runner->peer, runner->state);
  }
  taken_s = time_s (self, runner->peer, runner->state);
  bench_rounds_add (runner->costs, taken_s * 1e6 / self->mode->length_s);
}

void
bench_cost_measure (const BenchResampleFormat *format,
    const BenchResampleMode *mode, guint n_rounds, const gboolean *chosen,
    BenchRounds *costs)
{
  const size_t n_in = (size_t) (mode->length_s * format->in_hz);
  const size_t n_out = (size_t) ((mode->length_s + 1.0) * format->out_hz);
  Case self = { format, mode, make_noise (n_in * format->channels),
    make_noise (n_out * format->channels) };
  g_autoptr (GArray) runners = open_runners (&self, chosen, costs);

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < runners->len; i++) {
      Runner *runner = &g_array_index (runners, Runner, i);

      if (!runner->is_slow || round % ROUNDS_SAT_OUT == 0)
        run_round (&self, runner);
    }
  for (guint i = 0; i < runners->len; i++) {
    Runner *runner = &g_array_index (runners, Runner, i);

    runner->peer->ops->close (runner->state);
  }
  g_array_unref (self.in);
  g_array_unref (self.out);
}

static void
time_opening (const BenchResamplePeer *peer, const BenchResampleFormat *format,
    BenchRounds *times)
{
  for (guint i = 0; i < OPENINGS; i++) {
    const double start_ns = bench_now_ns ();
    void *state = peer->ops->open (peer->setting, format);

    bench_rounds_add (times, (bench_now_ns () - start_ns) / 1e3);
    peer->ops->close (state);
  }
}

void
bench_cost_measure_open (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchRounds *alone, BenchRounds *beside)
{
  void *other;

  time_opening (peer, format, alone);
  other = peer->ops->open (peer->setting, format);
  time_opening (peer, format, beside);
  peer->ops->close (other);
}
