/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Properties of the adaptive engine for any weights, and the detection of a voice
 * in all kinds of recordings. benchmarks/vad measures the quality of the weights
 * with real speech. */
#include "tests/lib/signals.h"
#include "tests/lib/vad-scene.h"

#include <math.h>
#include <string.h>

#define RATE 16000
#define N_SCENE (RATE * RMG_TEST_SCENE_S)
#define SNR_DB 15.0

typedef RmgVad RmgTestDetector;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgTestDetector, rmg_vad_close)

static void
decide (const float *samples, gsize n, guint rate_hz, guint frame_ms,
    RmgTestDecisions *decisions)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, rate_hz, frame_ms };
  const RmgFrames frames = rmg_test_view_floats (samples, n);

  rmg_test_decide (&config, &frames, decisions);
}

/* The first second is for the engine to get to know the noise; syllables end
 * below it. People label them to the end, and so does the engine: the two frames
 * after a syllable may be speech. */
static void
assert_finds_speech (const float *samples, guint rate_hz)
{
  RmgTestDecisions decisions;
  double misses, alarms;

  decide (samples, (gsize) rate_hz * RMG_TEST_SCENE_S, rate_hz, 30, &decisions);
  rmg_test_count_errors (&decisions, &misses, &alarms);
  g_test_message ("%u Hz: %.3f missed, %.3f false", rate_hz, misses, alarms);
  g_assert_cmpfloat (misses, <=, 0.05);
  g_assert_cmpfloat (alarms, <=, 0.18);
}

static void
assert_same_bits (const RmgTestDecisions *a, const RmgTestDecisions *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  for (guint i = 0; i < a->n; i++) {
    g_assert_cmpfloat (a->all[i].probability, ==, b->all[i].probability);
    g_assert_cmpfloat (a->all[i].level_db, ==, b->all[i].level_db);
  }
}

static void
test_adaptive_finds_speech_at_every_rate (void)
{
  const guint rates[] = { 8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000,
    192000 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_autofree float *samples = rmg_test_make_scene (rates[i], SNR_DB, 1.0);

    assert_finds_speech (samples, rates[i]);
  }
}

/* Speech that starts at one threshold and ends at another is known from the
 * probabilities. */
static void
test_adaptive_hysteresis_ends_speech_below_a_lower_threshold (void)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, RATE, 30 };
  const RmgVadSettings settings = { .probability_threshold = 0.7,
    .hysteresis = 0.5 };
  g_autofree float *samples = rmg_test_make_scene (RATE, SNR_DB, 1.0);
  const RmgFrames frames = rmg_test_view_floats (samples, N_SCENE);
  g_autoptr (RmgTestDetector) vad = rmg_vad_open (&config);
  gboolean speech = FALSE;
  guint n_extended = 0;

  for (gsize i = 0; i < N_SCENE;) {
    RmgVadDecision decision;
    bool decided;

    i += rmg_vad_push (vad, &frames, i, &settings, &decision, &decided);
    if (!decided)
      continue;
    speech = decision.probability >= (speech ? 0.7 - 0.5 : 0.7);
    g_assert_cmpint (decision.speech, ==, speech);
    n_extended += speech && decision.probability < 0.7;
  }
  g_assert_cmpuint (n_extended, >, 0);
}

static void
test_adaptive_finds_clipped_speech (void)
{
  g_autofree float *samples = rmg_test_make_scene (RATE, 20.0, 10.0);

  for (gsize i = 0; i < N_SCENE; i++)
    samples[i] = CLAMP (samples[i], -1.0f, 1.0f);
  assert_finds_speech (samples, RATE);
}

/* A room of 0.4 s: noise that falls by 60 dB in this time, 6 dB below the direct
 * sound. */
static void
add_echoes (float *samples, gsize n)
{
  const gsize length = RATE * 4 / 10;
  g_autofree double *room = g_new (double, length);
  g_autofree float *dry = g_memdup2 (samples, n * sizeof *samples);
  double power = 0.0;

  rmg_test_noise (room, length, 31, 1.0);
  for (gsize k = 0; k < length; k++) {
    room[k] *= pow (10.0, -3.0 * (double) k / (double) length);
    power += room[k] * room[k];
  }
  for (gsize i = 0; i < n; i++) {
    double sum = 0.0;

    for (gsize k = 1; k < MIN (i + 1, length); k += 7)
      sum += room[k] * dry[i - k];
    samples[i] += (float) (0.5 * sqrt (7.0 / power) * sum);
  }
}

static void
test_adaptive_finds_speech_in_a_room (void)
{
  g_autofree float *samples = rmg_test_make_scene (RATE, 20.0, 1.0);
  RmgTestDecisions decisions;
  double misses, alarms;

  add_echoes (samples, N_SCENE);
  decide (samples, N_SCENE, RATE, 30, &decisions);
  rmg_test_count_errors (&decisions, &misses, &alarms);
  g_assert_cmpfloat (misses, <=, 0.15);
  g_assert_cmpfloat (alarms, <=, 0.30); /* reverberation counts as speech */
}

/* 300 Hz to 3.4 kHz of a recording at 8 kHz: poles and zeros of first order,
 * twice each. */
static void
test_adaptive_finds_speech_of_a_telephone (void)
{
  const guint rate_hz = 8000;
  const gsize n = (gsize) rate_hz * RMG_TEST_SCENE_S;
  const float keep = (float) exp (-2.0 * G_PI * 300.0 / rate_hz);
  g_autofree float *samples = rmg_test_make_scene (rate_hz, SNR_DB, 1.0);

  for (guint pass = 0; pass < 2; pass++) {
    float before = 0.0f, high = 0.0f;

    for (gsize i = 0; i < n; i++) {
      high = keep * (high + samples[i] - before);
      before = samples[i];
      samples[i] = high;
    }
  }
  assert_finds_speech (samples, rate_hz);
}

static void
test_adaptive_continues_after_nan (void)
{
  g_autofree float *samples = rmg_test_make_scene (RATE, SNR_DB, 1.0);
  RmgTestDecisions decisions;
  double misses, alarms;

  samples[1000] = NAN;
  samples[20000] = INFINITY;
  samples[21000] = 1e30f;
  decide (samples, N_SCENE, RATE, 30, &decisions);
  rmg_test_count_errors (&decisions, &misses, &alarms);
  g_assert_cmpfloat (misses, <=, 0.15);
  for (guint i = 0; i < decisions.n; i++)
    g_assert_true (decisions.all[i].probability >= 0.0f &&
        decisions.all[i].probability <= 1.0f);
}

static void
assert_same_decisions (const float *samples, const float *others)
{
  RmgTestDecisions plain, other;

  decide (samples, N_SCENE, RATE, 30, &plain);
  decide (others, N_SCENE, RATE, 30, &other);
  for (guint i = 0; i < plain.n; i++)
    g_assert_cmpfloat_with_epsilon (
        plain.all[i].probability, other.all[i].probability, 1e-3);
}

static void
test_adaptive_level_changes_nothing (void)
{
  const double gains[] = { 0.01, 0.1, 10.0 };
  g_autofree float *plain = rmg_test_make_scene (RATE, 10.0, 1.0);

  for (guint i = 0; i < G_N_ELEMENTS (gains); i++) {
    g_autofree float *scaled = rmg_test_make_scene (RATE, 10.0, gains[i]);

    assert_same_decisions (plain, scaled);
  }
}

static void
test_adaptive_offset_changes_nothing (void)
{
  g_autofree float *plain = rmg_test_make_scene (RATE, SNR_DB, 1.0);
  g_autofree float *offset = rmg_test_make_scene (RATE, SNR_DB, 1.0);

  for (gsize i = 0; i < N_SCENE; i++)
    offset[i] += 0.25f;
  assert_same_decisions (plain, offset);
}

/* Half of them louder, half quieter, so that only their mean is right. */
static void
test_adaptive_64_channels_are_averaged (void)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, RATE, 30, 64 };
  const gsize n = N_SCENE / 2;
  g_autofree float *mono = rmg_test_make_scene (RATE, SNR_DB, 1.0);
  g_autofree float *samples = g_new (float, 64 * n);
  RmgFrames frames = rmg_test_view_floats (samples, n);
  RmgTestDecisions one, many;

  for (gsize i = 0; i < 64 * n; i++)
    samples[i] = mono[i / 64] * (i % 2 == 0 ? 1.5f : 0.5f);
  frames.channels = 64;
  rmg_test_decide (&config, &frames, &many);
  decide (mono, n, RATE, 30, &one);
  g_assert_cmpuint (one.n, ==, many.n);
  for (guint i = 0; i < one.n; i++)
    g_assert_cmpfloat_with_epsilon (
        one.all[i].probability, many.all[i].probability, 1e-3);
}

static void
test_adaptive_every_processor_produces_equal_bits (void)
{
  const char *const cpus[] = { "sse2", "avx2", "avx512" };
  const guint rates[] = { 8000, 16000, 44100, 48000, 192000 };
  RmgTestDecisions plain, other;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    const gsize n = (gsize) rates[i] * 4;
    g_autofree float *samples = rmg_test_make_scene (rates[i], 5.0, 1.0);

    g_setenv ("RMG_CPU", "scalar", TRUE);
    decide (samples, n, rates[i], 30, &plain);
    for (guint k = 0; k < G_N_ELEMENTS (cpus); k++) {
      g_setenv ("RMG_CPU", cpus[k], TRUE);
      decide (samples, n, rates[i], 30, &other);
      assert_same_bits (&plain, &other);
    }
    g_unsetenv ("RMG_CPU");
  }
}

static double
count_speech (const float *samples, gsize n)
{
  RmgTestDecisions decisions;
  guint n_speech = 0;

  decide (samples, n, RATE, 30, &decisions);
  for (guint i = 0; i < decisions.n; i++)
    n_speech += decisions.all[i].speech;
  return (double) n_speech / decisions.n;
}

static float *
make_noise (gsize n, double amplitude)
{
  g_autofree double *wide = g_new (double, n);
  float *samples = g_new (float, n);

  rmg_test_noise (wide, n, 1, amplitude);
  rmg_test_to_f32 (samples, wide, n);
  return samples;
}

static void
test_adaptive_steady_noise_is_no_speech (void)
{
  const gsize n = RATE * 30;
  g_autofree float *samples = make_noise (n, 0.1);

  g_assert_cmpfloat (count_speech (samples, n), <=, 0.01);
}

/* Silence as 16 bits with dither. */
static void
test_adaptive_dither_is_no_speech (void)
{
  const gsize n = RATE * 20;
  g_autofree float *samples = make_noise (n, 1.0);

  for (gsize i = 0; i < n; i++)
    samples[i] = roundf (samples[i]) * 0x1p-15f;
  g_assert_cmpfloat (count_speech (samples, n), <=, 0.01);
}

static void
test_adaptive_hum_with_offset_is_no_speech (void)
{
  const gsize n = RATE * 20;
  g_autofree float *samples = make_noise (n, 0.001);

  for (gsize i = 0; i < n; i++)
    samples[i] += 0.3f + 0.1f * (float) sin (2.0 * G_PI * 50.0 * i / RATE);
  g_assert_cmpfloat (count_speech (samples, n), <=, 0.01);
}

static void
test_adaptive_digital_zero_is_no_speech (void)
{
  g_autofree float *samples = g_new0 (float, RATE);
  RmgTestDecisions decisions;

  decide (samples, RATE, RATE, 30, &decisions);
  for (guint i = 0; i < decisions.n; i++) {
    g_assert_false (decisions.all[i].speech);
    g_assert_cmpfloat (decisions.all[i].level_db, ==, RMG_VAD_SILENCE_DB);
  }
}

static void
test_adaptive_zero_between_speech_is_no_speech (void)
{
  const gsize start = 5 * RATE / 2, n = RATE;
  g_autofree float *samples = rmg_test_make_scene (RATE, 20.0, 1.0);
  RmgTestDecisions decisions;

  memset (samples + start, 0, n * sizeof *samples);
  decide (samples, N_SCENE, RATE, 30, &decisions);
  for (guint i = (start + 4 * 480) / 480; i < (start + n) / 480; i++)
    g_assert_false (decisions.all[i].speech);
}

/* In samples at 48 kHz, of which a hop has 1440: the mean over the time of the
 * frame of the probabilities of hops. */
static double
find_mean (const RmgTestDecisions *hops, gsize start, gsize end)
{
  double sum = 0.0;

  for (gsize i = start; i < end; i++)
    sum += hops->all[i / 1440].probability;
  return sum / (double) (end - start);
}

static void
test_adaptive_frames_are_means_of_hops (void)
{
  const guint rate_hz = 48000, lengths_ms[] = { 1, 7, 10, 20, 45, 60, 500 };
  const gsize n = (gsize) rate_hz * 6;
  g_autofree float *samples = rmg_test_make_scene (rate_hz, 5.0, 1.0);
  RmgTestDecisions hops, frames;

  decide (samples, n, rate_hz, 30, &hops);
  for (guint i = 0; i < G_N_ELEMENTS (lengths_ms); i++) {
    const gsize size = rate_hz / 1000 * lengths_ms[i];

    decide (samples, n, rate_hz, lengths_ms[i], &frames);
    g_assert_cmpuint (frames.n, ==, n / size);
    for (guint k = 0; k < frames.n; k++)
      g_assert_cmpfloat_with_epsilon (frames.all[k].probability,
          find_mean (&hops, k * size, (k + 1) * size), 1e-6);
  }
}

/* Returns: the most whole frames that were read and not decided */
static guint
find_lateness (RmgVad *vad, const RmgFrames *frames)
{
  const gsize size = rmg_vad_get_frame_size (vad);
  guint n_decided = 0, latest = 0;

  for (gsize at = 0; at < frames->n_frames;) {
    RmgVadDecision decision;
    bool decided;

    at += rmg_vad_push (
        vad, frames, at, &rmg_test_vad_defaults, &decision, &decided);
    n_decided += decided;
    latest = MAX (latest, (guint) (at / size) - n_decided);
  }
  return latest;
}

static void
test_adaptive_decisions_have_the_reported_delay (void)
{
  const struct
  {
    guint frame_ms, look_ahead;
  } cases[] = { { 30, 2 }, { 10, 8 }, { 20, 4 }, { 60, 1 }, { 7, 13 },
    { 500, 1 } };
  g_autofree float *samples = rmg_test_make_scene (RATE, SNR_DB, 1.0);
  const RmgFrames frames = rmg_test_view_floats (samples, N_SCENE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const RmgVadConfig config = { RMG_VAD_ADAPTIVE, RATE, cases[i].frame_ms };
    RmgVad *vad = rmg_vad_open (&config);

    g_assert_cmpuint (
        rmg_vad_config_get_look_ahead (&config), ==, cases[i].look_ahead);
    g_assert_cmpuint (rmg_vad_get_look_ahead (vad), ==, cases[i].look_ahead);
    g_assert_cmpuint (find_lateness (vad, &frames), ==, cases[i].look_ahead);
    rmg_vad_close (vad);
  }
}

static void
test_adaptive_any_split_of_odd_frames_produces_equal_bits (void)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, 44100, 7 };
  const gsize n = 44100 * 3;
  g_autofree float *samples = rmg_test_make_scene (44100, 10.0, 1.0);
  const RmgFrames whole_frames = rmg_test_view_floats (samples, n);
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  RmgVad *vad = rmg_vad_open (&config);
  RmgTestDecisions whole, parts = { .n = 0 };

  rmg_test_decide (&config, &whole_frames, &whole);
  for (gsize at = 0; at < n;) {
    const gsize drawn = (gsize) g_rand_int_range (random, 1, 1000);
    const gsize length = MIN (n - at, drawn);
    const RmgFrames frames = rmg_test_view_floats (samples + at, length);

    rmg_test_push_all (vad, &frames, &parts);
    at += length;
  }
  while (rmg_vad_drain (vad, &rmg_test_vad_defaults, &parts.all[parts.n]))
    parts.n++;
  assert_same_bits (&whole, &parts);
  rmg_vad_close (vad);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/adaptive/hysteresis",
      test_adaptive_hysteresis_ends_speech_below_a_lower_threshold);
  g_test_add_func (
      "/adaptive/every-rate", test_adaptive_finds_speech_at_every_rate);
  g_test_add_func ("/adaptive/clipped", test_adaptive_finds_clipped_speech);
  g_test_add_func ("/adaptive/room", test_adaptive_finds_speech_in_a_room);
  g_test_add_func (
      "/adaptive/telephone", test_adaptive_finds_speech_of_a_telephone);
  g_test_add_func ("/adaptive/nan", test_adaptive_continues_after_nan);
  g_test_add_func ("/adaptive/level", test_adaptive_level_changes_nothing);
  g_test_add_func ("/adaptive/offset", test_adaptive_offset_changes_nothing);
  g_test_add_func (
      "/adaptive/64-channels", test_adaptive_64_channels_are_averaged);
  g_test_add_func ("/adaptive/processors",
      test_adaptive_every_processor_produces_equal_bits);
  g_test_add_func ("/adaptive/noise", test_adaptive_steady_noise_is_no_speech);
  g_test_add_func ("/adaptive/dither", test_adaptive_dither_is_no_speech);
  g_test_add_func ("/adaptive/hum", test_adaptive_hum_with_offset_is_no_speech);
  g_test_add_func ("/adaptive/zero", test_adaptive_digital_zero_is_no_speech);
  g_test_add_func (
      "/adaptive/zero-between", test_adaptive_zero_between_speech_is_no_speech);
  g_test_add_func ("/adaptive/frames", test_adaptive_frames_are_means_of_hops);
  g_test_add_func (
      "/adaptive/look-ahead", test_adaptive_decisions_have_the_reported_delay);
  g_test_add_func ("/adaptive/odd-split",
      test_adaptive_any_split_of_odd_frames_produces_equal_bits);
  return g_test_run ();
}
