/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-resample [--quick] [--ratio=IN:OUT] [--peer=PREFIX]: quality and cost of
 * resamplers. Prints one JSON line for each ratio and setting. */
#include "benchmarks/lib/machine-limits.h"
#include "benchmarks/resample/cost.h"
#include "benchmarks/resample/quality.h"
#include "benchmarks/resample/shapes.h"

#include <string.h>

#define MAX_PEERS 64
#define ROUNDS 21
#define QUICK_ROUNDS 3

static gboolean is_quick;
static char *only_ratio, *only_peer;

static const GOptionEntry options[] = {
  { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick,
      "few rounds: for a look, not for a comparison", NULL },
  { "ratio", 0, 0, G_OPTION_ARG_STRING, &only_ratio, "this one only, in Hz",
      "IN:OUT" },
  { "peer", 0, 0, G_OPTION_ARG_STRING, &only_peer,
      "those whose names begin with this", "PREFIX" },
  { NULL },
};

static const struct
{
  unsigned in_hz, out_hz;
} ratios[] = {
  { 48000, 16000 },
  { 44100, 16000 },
  { 44100, 48000 },
  { 16000, 48000 },
  { 48000, 44100 },
  { 8000, 16000 },
};

static const BenchResampleMode full_modes[] = {
  { "10 ms", 10, 1.0 },
  { "1 s", 1000, 1.0 },
  { "clip", 0, 10.0 },
};
static const BenchResampleMode quick_modes[] = {
  { "10 ms", 10, 0.2 },
  { "1 s", 1000, 1.0 },
  { "clip", 0, 2.0 },
};
#define N_MODES G_N_ELEMENTS (full_modes)
#define MAX_CHANNELS 2

/* Results of one peer at one ratio. */
typedef struct
{
  gboolean is_chosen, is_served;
  BenchQuality quality;
  BenchRounds open_alone, open_beside;
} Result;

static Result results[MAX_PEERS];
static BenchRounds costs[MAX_CHANNELS][N_MODES][MAX_PEERS];

static void
print_costs (guint peer)
{
  const char *separator = "";

  g_print (", \"costs\": [");
  for (guint c = 0; c < MAX_CHANNELS; c++)
    for (guint m = 0; m < N_MODES; m++) {
      g_print ("%s{\"channels\": %u, \"block\": \"%s\"", separator, c + 1,
          full_modes[m].name);
      bench_rounds_print_spread (&costs[c][m][peer], "us_per_s");
      g_print ("}");
      separator = ", ";
    }
  g_print ("]");
}

static void
print_quality (const BenchQuality *quality)
{
  g_print (", \"quality\": {\"rejection_1.1_db\": %.1f, "
           "\"rejection_1.0_db\": %.1f, \"ripple_db\": %.4f, "
           "\"edge_fn\": %.4f, \"flat_fn\": %.4f, \"thdn_db\": %.1f, "
           "\"delay_ms\": %.3f}",
      quality->rejection_11_db, quality->rejection_10_db, quality->ripple_db,
      quality->edge_fn, quality->flat_fn, quality->thdn_db, quality->delay_ms);
}

static const char *
find_implementation (
    const BenchResamplePeer *peer, const BenchResampleFormat *format)
{
  const char *name;
  void *state;

  if (peer->ops->implementation == NULL)
    return "";
  state = peer->ops->open (peer->setting, format);
  name = peer->ops->implementation (state);
  peer->ops->close (state);
  return name;
}

static const char *
describe_state (guint i)
{
  if (bench_resample_peers[i].ops == NULL)
    return "not installed";
  return results[i].is_served ? "measured" : "not served";
}

static void
print_result (guint i, const BenchResampleFormat *format)
{
  const BenchResamplePeer *peer = &bench_resample_peers[i];

  g_print ("{\"peer\": \"%s\", \"library\": \"%s\", \"settings\": \"%s\", "
           "\"in_hz\": %u, \"out_hz\": %u, \"state\": \"%s\"",
      peer->name, peer->library, peer->settings, format->in_hz, format->out_hz,
      describe_state (i));
  if (results[i].is_served) {
    g_print (", \"version\": \"%s\", \"implementation\": \"%s\"",
        peer->ops->version (), find_implementation (peer, format));
    print_quality (&results[i].quality);
    bench_rounds_print_spread (&results[i].open_alone, "open_us");
    bench_rounds_print_spread (&results[i].open_beside, "open_shared_us");
    print_costs (i);
  }
  g_print ("}\n");
}

static void
measure_one (guint i, const BenchResampleFormat *format)
{
  const BenchResamplePeer *peer = &bench_resample_peers[i];
  Result *result = &results[i];

  result->is_chosen =
      only_peer == NULL || g_str_has_prefix (peer->name, only_peer);
  if (!result->is_chosen || peer->ops == NULL)
    return;
  result->is_served = bench_quality_measure (peer, format, &result->quality);
  if (result->is_served)
    bench_cost_measure_open (
        peer, format, &result->open_alone, &result->open_beside);
}

static void
measure (BenchResampleFormat format)
{
  const BenchResampleMode *modes = is_quick ? quick_modes : full_modes;
  gboolean chosen[MAX_PEERS];

  memset (results, 0, sizeof results);
  memset (costs, 0, sizeof costs);
  for (guint i = 0; bench_resample_peers[i].name != NULL; i++) {
    measure_one (i, &format);
    chosen[i] = results[i].is_served;
  }
  for (guint c = 0; c < MAX_CHANNELS; c++)
    for (guint m = 0; m < N_MODES; m++) {
      format.channels = c + 1;
      bench_cost_measure (&format, &modes[m], is_quick ? QUICK_ROUNDS : ROUNDS,
          chosen, costs[c][m]);
    }
  if (only_peer == NULL)
    bench_shapes_print (
        format.in_hz, format.out_hz, is_quick ? QUICK_ROUNDS : ROUNDS);
  format.channels = 1;
  for (guint i = 0; bench_resample_peers[i].name != NULL; i++)
    if (results[i].is_chosen)
      print_result (i, &format);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  bench_limits_print (is_quick ? QUICK_ROUNDS : ROUNDS);
  for (guint i = 0; i < G_N_ELEMENTS (ratios); i++) {
    g_autofree char *name =
        g_strdup_printf ("%u:%u", ratios[i].in_hz, ratios[i].out_hz);

    if (only_ratio == NULL || strcmp (name, only_ratio) == 0)
      measure ((BenchResampleFormat){ ratios[i].in_hz, ratios[i].out_hz, 1 });
  }
  return 0;
}
