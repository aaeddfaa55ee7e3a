/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-convert [--quick] [CASE...]: compares conversions of sample formats,
 * layouts and channels with other libraries and with memcpy of the same traffic.
 * Prints one JSON line for each conversion, place and peer. CASE is the start of
 * the name of a case. */
#include "benchmarks/convert/peer.h"
#include "benchmarks/lib/machine-limits.h"
#include "benchmarks/lib/rounds.h"

#include <string.h>

#define WALK_SAMPLES 1000000
#define MAX_BYTES (WALK_SAMPLES * 8)
/* Avoids reads that wait for writes to addresses with equal low bits. */
#define APART_BYTES (2048 + 512)
#define ROUNDS 21
#define QUICK_ROUNDS 5
#define MAX_PEERS 8

static gboolean is_quick;
static char **chosen;

static const GOptionEntry options[] = {
  { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick,
      "few rounds: for a look, not for a comparison", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &chosen, NULL,
      "[CASE...]" },
  { NULL },
};

/* Places of the blocks of a round: consecutive in a million samples, or all in
 * one place, which stays in the first-level cache. */
static const struct
{
  const char *name;
  size_t n_frames;
  gboolean is_walk;
} places[] = {
  { "10 ms", 480, TRUE },
  { "10 ms, same place", 480, FALSE },
  { "1 s", 48000, TRUE },
};

#define SIDE(format, channels, interleaved)                                    \
  {                                                                            \
    RMG_FORMAT_##format, false, interleaved, channels                          \
  }
#define PACKED(format) SIDE (format, 1, true)
#define APART(format, channels)                                                \
  SIDE (format, channels, true), SIDE (format, channels, false), RMG_DITHER_NONE
#define TOGETHER(format, channels)                                             \
  SIDE (format, channels, false), SIDE (format, channels, true), RMG_DITHER_NONE

static const BenchConversion conversions[] = {
  { "S16>F32", PACKED (S16), PACKED (F32), RMG_DITHER_NONE },
  { "F32>S16", PACKED (F32), PACKED (S16), RMG_DITHER_NONE },
  { "F32>S16 tpdf", PACKED (F32), PACKED (S16), RMG_DITHER_TPDF },
  { "S32>F32", PACKED (S32), PACKED (F32), RMG_DITHER_NONE },
  { "F32>S32", PACKED (F32), PACKED (S32), RMG_DITHER_NONE },
  { "S24>F32", PACKED (S24), PACKED (F32), RMG_DITHER_NONE },
  { "F32>S24", PACKED (F32), PACKED (S24), RMG_DITHER_NONE },
  { "S24>S16", PACKED (S24), PACKED (S16), RMG_DITHER_NONE },
  { "S24>S32", PACKED (S24), PACKED (S32), RMG_DITHER_NONE },
  { "F64>F32", PACKED (F64), PACKED (F32), RMG_DITHER_NONE },
  { "F32>F64", PACKED (F32), PACKED (F64), RMG_DITHER_NONE },
  { "S16 deinterleave 2", APART (S16, 2) },
  { "S16 interleave 2", TOGETHER (S16, 2) },
  { "F32 deinterleave 2", APART (F32, 2) },
  { "F32 interleave 2", TOGETHER (F32, 2) },
  { "F32 deinterleave 3", APART (F32, 3) },
  { "F32 interleave 3", TOGETHER (F32, 3) },
  { "F32 deinterleave 4", APART (F32, 4) },
  { "F32 interleave 4", TOGETHER (F32, 4) },
  { "F32 deinterleave 5", APART (F32, 5) },
  { "F32 interleave 5", TOGETHER (F32, 5) },
  { "F32 deinterleave 6", APART (F32, 6) },
  { "F32 interleave 6", TOGETHER (F32, 6) },
  { "F32 deinterleave 7", APART (F32, 7) },
  { "F32 interleave 7", TOGETHER (F32, 7) },
  { "F32 deinterleave 8", APART (F32, 8) },
  { "F32 interleave 8", TOGETHER (F32, 8) },
  { "F32 mono>stereo", SIDE (F32, 1, true), SIDE (F32, 2, true) },
  { "F32 stereo>mono", SIDE (F32, 2, true), SIDE (F32, 1, true) },
  { "S16 mono>stereo", SIDE (S16, 1, true), SIDE (S16, 2, true) },
  { "S16 stereo>mono", SIDE (S16, 2, true), SIDE (S16, 1, true) },
  { "S16 stereo>F32 mono", SIDE (S16, 2, true), SIDE (F32, 1, true) },
};

static guint8 *source, *target;

/* Each block is a buffer with its planes one after another. */
static void
view (RmgFrames *frames, const RmgConvertSide *side, guint8 *memory, size_t n)
{
  const size_t plane = n * bench_convert_frame_size (side) / side->channels;

  frames->channels = side->channels;
  frames->interleaved = side->interleaved;
  frames->format = side->format;
  frames->swapped = false;
  frames->n_frames = n;
  for (guint i = 0; i < (side->interleaved ? 1 : side->channels); i++)
    frames->planes[i] = memory + i * plane;
}

static guint
count_samples (const BenchConversion *c)
{
  return MAX (c->from.channels, c->to.channels);
}

static void
walk (const BenchConvertPeer *peer, void *state, const BenchConversion *c,
    guint place)
{
  const size_t n = places[place].n_frames;
  const size_t n_blocks = WALK_SAMPLES / n / count_samples (c);
  const size_t in_size = n * bench_convert_frame_size (&c->from);
  const size_t out_size = n * bench_convert_frame_size (&c->to);
  const gboolean is_walk = places[place].is_walk;
  RmgFrames in, out;

  for (size_t i = 0; i < n_blocks; i++) {
    view (&in, &c->from, source + (is_walk ? i * in_size : 0), n);
    view (&out, &c->to, target + (is_walk ? i * out_size : 0), n);
    peer->convert (state, &in, &out);
  }
}

/* Runs each block twice; the second run finds the caches as the first left them.
 * Returns: microseconds for a million samples of the side with more channels. */
static double
time_us (const BenchConvertPeer *peer, void *state, const BenchConversion *c,
    guint place)
{
  const size_t block = places[place].n_frames * count_samples (c);
  const size_t n_samples = WALK_SAMPLES / block * block;
  double start_ns;

  walk (peer, state, c, place);
  start_ns = bench_now_ns ();
  walk (peer, state, c, place);
  return (bench_now_ns () - start_ns) * 1e3 / (double) n_samples;
}

static const char *
describe_state (const BenchConvertPeer *peer, const BenchRounds *us)
{
  if (peer->open == NULL)
    return "not installed";
  return us->n > 0 ? "measured" : "not served";
}

static void
print_peer (const BenchConvertPeer *peer, const BenchConversion *c, guint place,
    const BenchRounds *us, const BenchRounds *ratio)
{
  g_print ("{\"case\": \"%s\", \"blocks\": \"%s\", \"peer\": \"%s\", "
           "\"library\": \"%s\", \"state\": \"%s\"",
      c->name, places[place].name, peer->name, peer->library,
      describe_state (peer, us));
  if (us->n > 0) {
    g_print (", \"version\": \"%s\", \"settings\": \"%s\"", peer->version (),
        peer->settings);
    bench_rounds_print_spread (us, "us_per_million");
    bench_rounds_print_spread (ratio, "over_memcpy");
  }
  g_print ("}\n");
}

typedef struct
{
  void *states[MAX_PEERS]; /* NULL: the peer cannot convert this case */
  BenchRounds us[MAX_PEERS], ratios[MAX_PEERS];
} Race;

/* All peers take turns, memcpy first; each ratio belongs to one round. */
static void
run_round (Race *race, const BenchConversion *c, guint place)
{
  double limit_us = 0.0;

  for (guint i = 0; bench_convert_peers[i] != NULL; i++) {
    const BenchConvertPeer *peer = bench_convert_peers[i];
    double us;

    if (race->states[i] == NULL)
      continue;
    us = time_us (peer, race->states[i], c, place);
    limit_us = i == 0 ? us : limit_us;
    bench_rounds_add (&race->us[i], us);
    bench_rounds_add (&race->ratios[i], us / limit_us);
  }
}

static void
measure (const BenchConversion *c, guint place)
{
  Race race = { { NULL } };

  for (guint i = 0; bench_convert_peers[i] != NULL; i++)
    if (bench_convert_peers[i]->open != NULL)
      race.states[i] = bench_convert_peers[i]->open (c);
  for (guint round = 0; round < (is_quick ? QUICK_ROUNDS : ROUNDS); round++)
    run_round (&race, c, place);
  for (guint i = 0; bench_convert_peers[i] != NULL; i++) {
    print_peer (bench_convert_peers[i], c, place, &race.us[i], &race.ratios[i]);
    if (race.states[i] != NULL)
      bench_convert_peers[i]->close (race.states[i]);
  }
}

/* Not all zeros, and no float that is denormal or NaN. */
static void
fill (guint8 *memory, const RmgConvertSide *side)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < WALK_SAMPLES; i++) {
    const double value = g_rand_double_range (random, -0.9, 0.9);

    if (side->format == RMG_FORMAT_F64)
      ((double *) memory)[i] = value;
    else if (side->format == RMG_FORMAT_F32)
      ((float *) memory)[i] = (float) value;
    else
      ((gint16 *) memory)[i] = (gint16) (value * 32767.0);
  }
}

static gboolean
is_chosen (const char *name)
{
  for (char **prefix = chosen; prefix != NULL && *prefix != NULL; prefix++)
    if (g_str_has_prefix (name, *prefix))
      return TRUE;
  return chosen == NULL;
}

int
main (int argc, char **argv)
{
  g_autofree guint8 *memory = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  memory = g_malloc (2 * MAX_BYTES + APART_BYTES);
  memset (memory, 0, 2 * MAX_BYTES + APART_BYTES);
  source = memory;
  target = memory + MAX_BYTES + APART_BYTES;
  bench_limits_print (is_quick ? QUICK_ROUNDS : ROUNDS);
  for (guint i = 0; i < G_N_ELEMENTS (conversions); i++) {
    if (!is_chosen (conversions[i].name))
      continue;
    fill (source, &conversions[i].from);
    for (guint place = 0; place < G_N_ELEMENTS (places); place++)
      measure (&conversions[i], place);
  }
  return 0;
}
