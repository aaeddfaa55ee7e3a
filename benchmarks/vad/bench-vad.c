/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-vad [--quick]: cost of a frame of 30 ms in each detector; prints one JSON
 * line each.
 * bench-vad --scores=DETECTOR: reads mono floats of 16 kHz, native order, from
 * standard input; writes the score of every whole frame as a float. */
#include "benchmarks/lib/rounds.h"
#include "benchmarks/vad/peer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 21
#define QUICK_ROUNDS 5
#define FRAMES 400 /* in a round: 12 s */
#define MAX_PEERS 16

static gboolean is_quick;
static char *scored;

static const GOptionEntry options[] = {
  { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick,
      "few rounds: for a look, not for a comparison", NULL },
  { "scores", 0, 0, G_OPTION_ARG_STRING, &scored,
      "read samples, write the scores of this detector", "DETECTOR" },
  { NULL },
};

/* Noise with a level that rises and falls four times a second, like speech. */
static float *
make_sound (void)
{
  const size_t n = FRAMES * BENCH_VAD_FRAME;
  float *sound = g_new (float, n);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (size_t i = 0; i < n; i++) {
    const double level =
        0.2 * fabs (sin (4.0 * G_PI * i / BENCH_VAD_RATE_HZ)) + 0.001;

    sound[i] = (float) (level * g_rand_double_range (random, -1.0, 1.0));
  }
  return sound;
}

static double
time_ns (const BenchVadPeer *peer, void *state, const float *sound)
{
  const double start_ns = bench_now_ns ();
  float score;

  for (size_t i = 0; i < FRAMES; i++)
    peer->push (state, sound + i * BENCH_VAD_FRAME, &score);
  return (bench_now_ns () - start_ns) / FRAMES;
}

static void
print_peer (const BenchVadPeer *peer, const BenchRounds *ns)
{
  g_print ("{\"detector\": \"%s\", \"library\": \"%s\", \"settings\": \"%s\", "
           "\"state\": \"%s\"",
      peer->name, peer->library, peer->settings,
      peer->open == NULL ? "not installed" : "measured");
  if (peer->open != NULL)
    g_print (", \"version\": \"%s\"", peer->version ());
  bench_rounds_print_spread (ns, "ns_per_30ms");
  g_print ("}\n");
}

/* The first run of each detector warms caches and floors, and is not counted. */
static void
measure_costs (void)
{
  g_autofree float *sound = make_sound ();
  BenchRounds ns[MAX_PEERS] = { { .n = 0 } };
  void *states[MAX_PEERS] = { NULL };

  for (guint i = 0; bench_vad_peers[i].name != NULL; i++)
    if (bench_vad_peers[i].open != NULL) {
      states[i] = bench_vad_peers[i].open (bench_vad_peers[i].setting);
      time_ns (&bench_vad_peers[i], states[i], sound);
    }
  for (guint round = 0; round < (is_quick ? QUICK_ROUNDS : ROUNDS); round++)
    for (guint i = 0; bench_vad_peers[i].name != NULL; i++)
      if (states[i] != NULL)
        bench_rounds_add (
            &ns[i], time_ns (&bench_vad_peers[i], states[i], sound));
  for (guint i = 0; bench_vad_peers[i].name != NULL; i++) {
    print_peer (&bench_vad_peers[i], &ns[i]);
    if (states[i] != NULL)
      bench_vad_peers[i].close (states[i]);
  }
}

static void
write_scores (const BenchVadPeer *peer)
{
  void *state = peer->open (peer->setting);
  float frame[BENCH_VAD_FRAME], score;

  while (
      fread (frame, sizeof *frame, BENCH_VAD_FRAME, stdin) == BENCH_VAD_FRAME)
    if (peer->push (state, frame, &score))
      fwrite (&score, sizeof score, 1, stdout);
  while (peer->drain != NULL && peer->drain (state, &score))
    fwrite (&score, sizeof score, 1, stdout);
  peer->close (state);
}

static const BenchVadPeer *
find_peer (const char *name)
{
  const BenchVadPeer *peer = bench_vad_peers;

  while (peer->name != NULL && strcmp (peer->name, name) != 0)
    peer++;
  return peer->name != NULL && peer->open != NULL ? peer : NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const BenchVadPeer *peer;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  if (scored == NULL) {
    measure_costs ();
    return 0;
  }
  peer = find_peer (scored);
  if (peer == NULL) {
    g_printerr ("%s is not known, or not installed\n", scored);
    return 2;
  }
  write_scores (peer);
  return ferror (stdout) != 0;
}
