/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* test-vad-model FILE: the network against its reference from the training. A line
 * of FILE holds the features of a hop and the probability after it. */
#include "elements/dsp/vad/features.h"
#include "elements/dsp/vad/kernels.h"
#include "elements/dsp/vad/weights.h"

#include <glib.h>

#include <math.h>

/* Six digits in FILE, and 3e-6 of each of the functions of 64 units. */
#define TOLERANCE 1e-4

typedef struct
{
  float features[RMG_VAD_FEATURES];
  double probability;
} Hop;

static const char *path;

static Hop
parse_hop (const char *line)
{
  char *at = (char *) line;
  Hop hop;

  for (guint i = 0; i < RMG_VAD_FEATURES; i++)
    hop.features[i] = (float) g_ascii_strtod (at, &at);
  hop.probability = g_ascii_strtod (at, &at);
  g_assert_cmpint (*at, ==, '\0');
  return hop;
}

static GArray *
read_hops (void)
{
  GArray *hops = g_array_new (FALSE, FALSE, sizeof (Hop));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    const Hop hop = parse_hop (lines[i]);

    g_array_append_val (hops, hop);
  }
  g_assert_cmpuint (hops->len, >=, 50);
  return hops;
}

static void
test_model_produces_the_probabilities_of_training (void)
{
  g_autoptr (GArray) hops = read_hops ();
  const RmgVadKernels *kernels = rmg_vad_kernels_find ();
  float units[RMG_VAD_MODEL_UNITS] = { 0.0f };

  for (guint i = 0; i < hops->len; i++) {
    const Hop *hop = &g_array_index (hops, Hop, i);

    g_assert_cmpfloat_with_epsilon (kernels->step_model (hop->features, units),
        hop->probability, TOLERANCE);
  }
}

/* Features at the ends of their ranges, for ever. */
static void
test_model_stays_a_probability (void)
{
  const RmgVadKernels *kernels = rmg_vad_kernels_find ();
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  float units[RMG_VAD_MODEL_UNITS] = { 0.0f };
  float features[RMG_VAD_FEATURES];

  for (guint i = 0; i < 20000; i++) {
    float probability;

    for (guint k = 0; k < RMG_VAD_FEATURES; k++)
      features[k] = g_rand_boolean (random) ? 3.0f : -3.0f;
    probability = kernels->step_model (features, units);
    g_assert_cmpfloat (probability, >=, 0.0f);
    g_assert_cmpfloat (probability, <=, 1.0f);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  path = argv[1];
  g_test_add_func (
      "/model/training", test_model_produces_the_probabilities_of_training);
  g_test_add_func ("/model/range", test_model_stays_a_probability);
  return g_test_run ();
}
