/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/signals.h"

#include "elements/dsp/base/mono.h"
#include "tests/lib/vad-scene.h"

#include <glib.h>
#include <math.h>

#define HOP 10
#define HISTORY 4

#define RATE_HZ 16000
#define SNR_DB 10.0
#define N_SCENE (RATE_HZ * RMG_TEST_SCENE_S / 2)

typedef struct
{
  const char *name;
  unsigned n_channels;
  unsigned before;
  double squares[5];
  unsigned expected;
} ChoiceRow;

static const ChoiceRow choices[] = {
  { "one channel", 1, 0, { 1e-9 }, 0 },
  { "equal", 2, 0, { 1, 1, 1 }, 0 },
  { "unrelated", 2, 0, { 0.5, 1, 1 }, 0 },
  { "silent channel", 2, 0, { 0.25, 1, 0 }, 0 },
  { "partly opposite", 2, 0, { 0.11, 1, 1 }, 0 },
  { "opposite", 2, 0, { 0.09, 1, 1 }, 1 },
  { "louder one", 2, 0, { 0.0, 1, 1.1 }, 2 },
  { "silence", 2, 0, { 0, 0, 0 }, 0 },
  { "silence later", 2, 2, { 0, 0, 0 }, 2 },
  { "not restored", 2, 1, { 0.24, 1, 1 }, 1 },
  { "restored", 2, 1, { 0.26, 1, 1 }, 0 },
  { "stays", 2, 1, { 0, 1, 3.9 }, 1 },
  { "changes", 2, 1, { 0, 1, 4.1 }, 2 },
  { "one of four", 4, 0, { 1.0 / 16, 0, 0, 1, 0 }, 0 },
  { "a pair of four", 4, 0, { 0.01, 1, 1, 0.1, 0.1 }, 1 },
  { "not a number", 2, 0, { NAN, 1, NAN }, 0 },
};

static void
test_signals_mean_is_replaced_where_channels_cancel (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    const ChoiceRow *row = &choices[i];
    const RmgVadSignals signals = {
      .n_channels = row->n_channels,
      .n_signals = row->n_channels > 1 ? row->n_channels + 1 : 1,
    };

    g_test_message ("%s", row->name);
    g_assert_cmpuint (
        rmg_vad_signals_choose (&signals, row->before, row->squares), ==,
        row->expected);
  }
}

static void
open_signals (RmgVadSignals *signals, unsigned n_channels)
{
  g_assert_true (rmg_vad_signals_open (signals, n_channels, 0, HOP, HISTORY));
}

/* Also bit for bit, with three channels. */
static void
test_signals_are_the_mean_and_the_channels (void)
{
  gint16 samples[3 * HOP];
  const RmgFrames frames = {
    .planes = { samples },
    .channels = 3,
    .interleaved = true,
    .format = RMG_FORMAT_S16,
    .n_frames = HOP,
  };
  float mean[HOP];
  RmgVadSignals signals;

  for (int i = 0; i < 3 * HOP; i++)
    samples[i] = (gint16) (i * 997 - 15000);
  open_signals (&signals, 3);
  rmg_vad_signals_read (&signals, &frames, 0, 7, 0);
  rmg_vad_signals_read (&signals, &frames, 7, 3, 7);
  rmg_mono_read (&frames, 0, HOP, mean);
  g_assert_cmpmem (
      rmg_vad_signals_get_hop (&signals, 0), sizeof mean, mean, sizeof mean);
  for (int i = 0; i < HOP; i++)
    for (unsigned c = 0; c < 3; c++)
      g_assert_true (rmg_vad_signals_get_hop (&signals, 1 + c)[i] ==
          (float) samples[3 * i + (int) c] / 32768.0f);
  rmg_vad_signals_close (&signals);
}

static void
fill_hop (RmgVadSignals *signals, float first)
{
  for (unsigned index = 0; index < signals->n_signals; index++)
    for (int i = 0; i < HOP; i++)
      rmg_vad_signals_get_hop (signals, index)[i] = first + (float) i;
}

static void
test_signals_history_is_the_end_of_the_hop_before (void)
{
  RmgVadSignals signals;

  open_signals (&signals, 2);
  fill_hop (&signals, 0.0f);
  rmg_vad_signals_advance (&signals);
  for (unsigned index = 0; index < 3; index++)
    for (int i = 1; i <= HISTORY; i++)
      g_assert_true (
          rmg_vad_signals_get_hop (&signals, index)[-i] == (float) (HOP - i));
  rmg_vad_signals_close (&signals);
}

static void
test_signals_before_the_start_equal_the_first_sample (void)
{
  RmgVadSignals signals;

  open_signals (&signals, 1);
  fill_hop (&signals, 5.0f);
  rmg_vad_signals_hold_first (&signals);
  for (int i = 1; i <= HISTORY; i++)
    g_assert_true (rmg_vad_signals_get_hop (&signals, 0)[-i] == 5.0f);
  rmg_vad_signals_close (&signals);
}

/* Samples 6 to 9 are history, 20 to 22 the incomplete hop. */
static void
test_signals_after_the_end_are_mirrored (void)
{
  const float expected[] = { 22, 21, 20, 9, 8, 7, 6, 6, 7, 8, 9, 20, 21, 22, 22,
    21 };
  RmgVadSignals signals;

  open_signals (&signals, 1);
  fill_hop (&signals, 0.0f);
  rmg_vad_signals_advance (&signals);
  fill_hop (&signals, 20.0f);
  rmg_vad_signals_end (&signals, 3, HISTORY);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    rmg_vad_signals_mirror (&signals, 1, 3);
    g_assert_true (rmg_vad_signals_get_hop (&signals, 0)[3] == expected[i]);
  }
  rmg_vad_signals_close (&signals);
}

static void
test_signals_after_nothing_are_silent (void)
{
  RmgVadSignals signals;

  open_signals (&signals, 1);
  fill_hop (&signals, 3.0f);
  rmg_vad_signals_end (&signals, 0, 0);
  rmg_vad_signals_mirror (&signals, HOP, 0);
  for (int i = 0; i < HOP; i++)
    g_assert_true (rmg_vad_signals_get_hop (&signals, 0)[i] == 0.0f);
  rmg_vad_signals_close (&signals);
}

static void
assert_same_decisions_exactly (
    const RmgTestDecisions *expected, const RmgTestDecisions *actual)
{
  g_assert_cmpuint (actual->n, ==, expected->n);
  for (guint i = 0; i < expected->n; i++) {
    g_assert_true (expected->all[i].probability == actual->all[i].probability);
    g_assert_true (expected->all[i].level_db == actual->all[i].level_db);
  }
}

static void
decide_one (const float *mono, gsize n, RmgTestDecisions *decisions)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, RATE_HZ, 30, 1 };
  const RmgFrames frames = rmg_test_view_floats (mono, n);

  rmg_test_decide (&config, &frames, decisions);
}

/* Decisions of two channels: the scene, and the scene times @factor. */
static void
decide_pair (
    const float *mono, gsize n, float factor, RmgTestDecisions *decisions)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, RATE_HZ, 30, 2 };
  g_autofree float *samples = g_new (float, 2 * n);
  RmgFrames frames = rmg_test_view_floats (samples, n);

  for (gsize i = 0; i < n; i++) {
    samples[2 * i] = mono[i];
    samples[2 * i + 1] = factor * mono[i];
  }
  frames.channels = 2;
  rmg_test_decide (&config, &frames, decisions);
}

static void
test_signals_opposite_channels_are_heard_as_one_of_them (void)
{
  const float factors[] = { -1.0f, -0.9f, -0.7f };
  const gsize n = N_SCENE;
  g_autofree float *mono = rmg_test_make_scene (RATE_HZ, SNR_DB, 0.5);
  RmgTestDecisions one, pair;

  decide_one (mono, n, &one);
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++) {
    decide_pair (mono, n, factors[i], &pair);
    assert_same_decisions_exactly (&one, &pair);
  }
}

static void
test_signals_silent_channel_leaves_the_mean (void)
{
  const gsize n = N_SCENE;
  g_autofree float *mono = rmg_test_make_scene (RATE_HZ, SNR_DB, 0.5);
  RmgTestDecisions one, pair;

  decide_pair (mono, n, 0.0f, &pair);
  for (gsize i = 0; i < n; i++)
    mono[i] *= 0.5f;
  decide_one (mono, n, &one);
  assert_same_decisions_exactly (&one, &pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vad/signals/choose",
      test_signals_mean_is_replaced_where_channels_cancel);
  g_test_add_func (
      "/vad/signals/read", test_signals_are_the_mean_and_the_channels);
  g_test_add_func ("/vad/signals/advance",
      test_signals_history_is_the_end_of_the_hop_before);
  g_test_add_func ("/vad/signals/hold-first",
      test_signals_before_the_start_equal_the_first_sample);
  g_test_add_func (
      "/vad/signals/mirror", test_signals_after_the_end_are_mirrored);
  g_test_add_func (
      "/vad/signals/nothing", test_signals_after_nothing_are_silent);
  g_test_add_func ("/vad/signals/opposite",
      test_signals_opposite_channels_are_heard_as_one_of_them);
  g_test_add_func ("/vad/signals/silent-channel",
      test_signals_silent_channel_leaves_the_mean);
  return g_test_run ();
}
