/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/signals.h"
#include "tests/lib/vad-scene.h"
#include "tests/lib/voice.h"

#include <math.h>
#include <string.h>

static double
find_mean (const float *samples, gsize n, double offset, int power)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += pow (samples[i] - offset, power);
  return sum / (double) n;
}

/* The rule in double precision; frames within 1e-6 of the threshold may go
 * either way. */
static void
check_energy_frame (const RmgVadDecision *decision, const float *samples,
    gsize n, double offset)
{
  const double rms = sqrt (find_mean (samples, n, 0.0, 2));

  if (fabs (rms - 0.02) > 1e-6)
    g_assert_cmpint (decision->speech, ==, rms > 0.02);
  g_assert_cmpfloat_with_epsilon (decision->level_db,
      10.0 * log10 (find_mean (samples, n, offset, 2)), 1e-3);
}

static void
check_energy (const RmgVadConfig *config, const float *samples, gsize n)
{
  const gsize size = config->rate_hz * config->frame_ms / 1000;
  const RmgFrames frames = rmg_test_view_floats (samples, n);
  const guint offset_frames = 2 * config->rate_hz / (guint) size;
  double offset = 0.0;
  RmgTestDecisions decisions;

  rmg_test_decide (config, &frames, &decisions);
  g_assert_cmpuint (decisions.n, ==, n / size);
  for (guint i = 0; i < decisions.n; i++) {
    offset += (find_mean (samples + i * size, size, 0.0, 1) - offset) /
        (1 + MIN (i, offset_frames));
    check_energy_frame (&decisions.all[i], samples + i * size, size, offset);
  }
}

static void
test_energy_frames_match_rule (void)
{
  const RmgVadConfig configs[] = {
    { RMG_VAD_ENERGY, 8000, 7 },
    { RMG_VAD_ENERGY, 8000, 30 },
    { RMG_VAD_ENERGY, 11025, 10 },
    { RMG_VAD_ENERGY, 16000, 30 },
    { RMG_VAD_ENERGY, 44100, 7 },
    { RMG_VAD_ENERGY, 48000, 30 },
  };
  const gsize n = 30011;
  g_autofree double *wide = g_new (double, n);
  g_autofree float *samples = g_new (float, n);

  rmg_test_noise (wide, n, 3, 0.06);
  for (gsize i = 0; i < n; i++)
    samples[i] = (float) (wide[i] * (double) (i % 7001) / 7001.0);
  for (guint i = 0; i < G_N_ELEMENTS (configs); i++)
    check_energy (&configs[i], samples, n);
}

static void
test_energy_channels_in_opposition_are_heard (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 16000, 30, 2 };
  static gint16 samples[960];
  RmgFrames frames = {
    .planes = { samples },
    .channels = 2,
    .interleaved = true,
    .format = RMG_FORMAT_S16,
    .n_frames = 480,
  };
  RmgTestDecisions decisions;

  for (guint i = 0; i < 480; i++) {
    samples[2 * i] = i % 2 == 0 ? 16384 : -16384;
    samples[2 * i + 1] = (gint16) -samples[2 * i];
  }
  rmg_test_decide (&config, &frames, &decisions);
  g_assert_true (decisions.all[0].speech);
  g_assert_cmpfloat_with_epsilon (
      decisions.all[0].level_db, 20.0 * log10 (0.5), 1e-3);
}

/* A sine of -29 dB, from the first frame on. */
static void
test_energy_level_has_no_offset (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 16000, 30 };
  static float samples[16000];
  const RmgFrames frames = rmg_test_view_floats (samples, 16000);
  RmgTestDecisions decisions;

  for (guint i = 0; i < 16000; i++)
    samples[i] = (float) (0.5 + 0.05 * sin (0.2 * G_PI * i));
  rmg_test_decide (&config, &frames, &decisions);
  for (guint i = 0; i < decisions.n; i++)
    g_assert_cmpfloat_with_epsilon (
        decisions.all[i].level_db, 10.0 * log10 (0.00125), 0.01);
}

/* The rule of VADNode: the offset counts for the decision. */
static void
test_energy_decision_includes_the_offset (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 16000, 30 };
  static float samples[480];
  const RmgFrames frames = rmg_test_view_floats (samples, 480);
  RmgTestDecisions decisions;

  for (guint i = 0; i < 480; i++)
    samples[i] = 0.03f;
  rmg_test_decide (&config, &frames, &decisions);
  g_assert_true (decisions.all[0].speech);
}

static void
check_short (
    RmgVadEngineKind engine, const float *samples, gsize n, gboolean is_speech)
{
  const RmgVadConfig config = { engine, 16000, 1000 };
  const RmgFrames frames = rmg_test_view_floats (samples, n);
  RmgTestDecisions decisions;

  rmg_test_decide (&config, &frames, &decisions);
  g_assert_cmpuint (decisions.n, ==, 1);
  g_assert_cmpint (decisions.all[0].speech, ==, is_speech);
}

/* 0.9 s, with frames of 1 s. */
static void
test_vad_audio_shorter_than_a_frame_is_decided (void)
{
  const gsize n = 14400;
  g_autofree double *voice = g_new (double, n);
  g_autofree float *samples = g_new0 (float, n);

  check_short (RMG_VAD_ENERGY, samples, n, FALSE);
  check_short (RMG_VAD_ADAPTIVE, samples, n, FALSE);
  rmg_test_voice (voice, n, 16000);
  for (gsize i = 0; i < n; i++)
    samples[i] = (float) voice[i];
  check_short (RMG_VAD_ENERGY, samples, n, TRUE);
  check_short (RMG_VAD_ADAPTIVE, samples, n, TRUE);
}

static void
test_energy_at_threshold_is_no_speech (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 1000, 4 };
  const RmgVadSettings settings = { 0.5, 0.25 };
  const float samples[4] = { 0.25f, -0.25f, 0.25f, 0.25f };
  const RmgFrames frames = rmg_test_view_floats (samples, 4);
  RmgVad *vad = rmg_vad_open (&config);
  RmgVadDecision decision;
  bool decided;

  rmg_vad_push (vad, &frames, 0, &settings, &decision, &decided);
  g_assert_true (decided);
  g_assert_false (decision.speech);
  g_assert_cmpfloat (decision.probability, ==, 0.5f);
  rmg_vad_close (vad);
}

typedef struct
{
  RmgFormat format;
  gsize size;
  double scale; /* of full scale */
} Coding;

static const Coding codings[] = {
  { RMG_FORMAT_U8, 1, 128.0 },
  { RMG_FORMAT_S8, 1, 128.0 },
  { RMG_FORMAT_S16, 2, 32768.0 },
  { RMG_FORMAT_S24, 3, 8388608.0 },
  { RMG_FORMAT_S24_32, 4, 8388608.0 },
  { RMG_FORMAT_S32, 4, 2147483648.0 },
  { RMG_FORMAT_F32, 4, 1.0 },
  { RMG_FORMAT_F64, 8, 1.0 },
};

static void
write_sample (const Coding *coding, guint8 *to, double value, gboolean swapped)
{
  const gint32 whole = (gint32) lrint (value * coding->scale) +
      (coding->format == RMG_FORMAT_U8 ? 128 : 0);
  const float narrow = (float) value;
  guint8 bytes[8];

  if (coding->format == RMG_FORMAT_F32)
    memcpy (bytes, &narrow, 4);
  else if (coding->format == RMG_FORMAT_F64)
    memcpy (bytes, &value, 8);
  else
    memcpy (bytes, &whole, 4); /* little-endian machines run this test */
  for (gsize i = 0; i < coding->size; i++)
    to[i] = bytes[swapped ? coding->size - 1 - i : i];
}

/* Channel c holds c + 1 thirds of 0.5, so that the mean is known. */
static void
check_coding (const Coding *coding, gboolean interleaved, gboolean swapped)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 1000, 30, 3 };
  guint8 memory[3 * 30 * 8 + 1];
  RmgFrames frames = {
    .channels = 3,
    .interleaved = interleaved,
    .format = coding->format,
    .swapped = swapped,
    .n_frames = 30,
  };
  RmgTestDecisions decisions;

  for (guint c = 0; c < 3; c++) {
    guint8 *start = memory + 1 + (interleaved ? c : c * 30) * coding->size;

    frames.planes[c] = start;
    for (guint i = 0; i < 30; i++)
      write_sample (coding, start + i * coding->size * (interleaved ? 3 : 1),
          (i % 2 == 0 ? 0.5 : -0.5) * (c + 1) / 3.0, swapped);
  }
  rmg_test_decide (&config, &frames, &decisions);
  g_assert_cmpuint (decisions.n, ==, 1);
  /* 8 bits round by up to 0.15 dB here */
  g_assert_cmpfloat_with_epsilon (decisions.all[0].level_db,
      20.0 * log10 (1.0 / 3.0), coding->size == 1 ? 0.15 : 1e-3);
}

static void
test_energy_level_is_equal_in_every_format (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (codings); i++)
    for (guint variant = 0; variant < 4; variant++)
      check_coding (&codings[i], variant & 1, variant & 2);
}

static void
test_energy_takes_64_channels (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 1000, 10, 64 };
  static float samples[64 * 10];
  RmgFrames frames = {
    .planes = { samples },
    .channels = 64,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = 10,
  };
  RmgTestDecisions decisions;

  for (guint i = 0; i < 640; i++)
    samples[i] = i % 64 != 63 ? 0.0f : i / 64 % 2 == 0 ? 0.64f : -0.64f;
  rmg_test_decide (&config, &frames, &decisions);
  g_assert_cmpfloat_with_epsilon (decisions.all[0].level_db, -40.0, 1e-3);
}

static void
check_split (const RmgVadConfig *config, const float *samples, gsize n,
    const RmgTestDecisions *whole, GRand *random)
{
  RmgVad *vad = rmg_vad_open (config);
  RmgTestDecisions decisions = { .n = 0 };

  for (gsize at = 0; at < n;) {
    const gsize drawn = (gsize) g_rand_int_range (random, 1, 3000);
    const gsize length = MIN (n - at, drawn);
    const RmgFrames frames = rmg_test_view_floats (samples + at, length);

    rmg_test_push_all (vad, &frames, &decisions);
    at += length;
  }
  while (
      rmg_vad_drain (vad, &rmg_test_vad_defaults, &decisions.all[decisions.n]))
    decisions.n++;
  g_assert_cmpuint (decisions.n, ==, whole->n);
  for (guint i = 0; i < whole->n; i++) {
    g_assert_cmpfloat (
        decisions.all[i].probability, ==, whole->all[i].probability);
    g_assert_cmpfloat (decisions.all[i].level_db, ==, whole->all[i].level_db);
  }
  rmg_vad_close (vad);
}

static void
test_vad_any_split_produces_equal_decisions (void)
{
  const guint rate_hz = 16000;
  const gsize n = rate_hz * RMG_TEST_SCENE_S / 2;
  g_autofree float *samples = rmg_test_make_scene (rate_hz, 10.0, 1.0);
  const RmgFrames frames = rmg_test_view_floats (samples, n);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint engine = 0; engine < RMG_N_VAD_ENGINES; engine++) {
    const RmgVadConfig config = { engine, rate_hz, 30 };
    RmgTestDecisions whole;

    rmg_test_decide (&config, &frames, &whole);
    for (guint i = 0; i < 200; i++)
      check_split (&config, samples, n, &whole, random);
  }
}

static void
test_vad_after_reset_decides_as_new (void)
{
  g_autofree float *samples = rmg_test_make_scene (16000, 10.0, 1.0);
  const RmgFrames frames = rmg_test_view_floats (samples, 40007);

  for (guint engine = 0; engine < RMG_N_VAD_ENGINES; engine++) {
    const RmgVadConfig config = { engine, 16000, 30 };
    RmgVad *vad = rmg_vad_open (&config);
    RmgTestDecisions first = { .n = 0 }, second = { .n = 0 };

    rmg_test_push_all (vad, &frames, &first);
    rmg_vad_reset (vad);
    rmg_test_push_all (vad, &frames, &second);
    g_assert_cmpuint (first.n, ==, second.n);
    for (guint i = 0; i < first.n; i++)
      g_assert_cmpfloat (
          first.all[i].probability, ==, second.all[i].probability);
    rmg_vad_close (vad);
  }
}

static void
test_vad_frame_without_audio_is_refused (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 99, 10 };

  g_assert_null (rmg_vad_open (&config));
}

static void
test_vad_silence_equals_zeros (void)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, 16000, 30 };
  g_autofree float *samples = rmg_test_make_scene (16000, 15.0, 1.0);
  const RmgFrames scene = rmg_test_view_floats (samples, 50000);
  RmgVad *one = rmg_vad_open (&config), *two = rmg_vad_open (&config);
  RmgTestDecisions zeros = { .n = 0 }, silence = { .n = 0 };
  g_autofree float *nothing = g_new0 (float, 5000);
  const RmgFrames nothing_frames = rmg_test_view_floats (nothing, 5000);
  bool decided;

  rmg_test_push_all (one, &scene, &zeros);
  rmg_test_push_all (one, &nothing_frames, &zeros);
  rmg_test_push_all (two, &scene, &silence);
  for (gsize i = 0; i < 5000;) {
    i += rmg_vad_push_silence (two, 5000 - i, &rmg_test_vad_defaults,
        &silence.all[silence.n], &decided);
    silence.n += decided ? 1 : 0;
  }
  g_assert_cmpuint (zeros.n, ==, silence.n);
  for (guint i = 0; i < zeros.n; i++)
    g_assert_cmpfloat (
        zeros.all[i].probability, ==, silence.all[i].probability);
  rmg_vad_close (one);
  rmg_vad_close (two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vad/energy/rule", test_energy_frames_match_rule);
  g_test_add_func ("/vad/energy/offset-level", test_energy_level_has_no_offset);
  g_test_add_func (
      "/vad/energy/offset-decision", test_energy_decision_includes_the_offset);
  g_test_add_func (
      "/vad/short", test_vad_audio_shorter_than_a_frame_is_decided);
  g_test_add_func (
      "/vad/energy/opposition", test_energy_channels_in_opposition_are_heard);
  g_test_add_func (
      "/vad/energy/threshold", test_energy_at_threshold_is_no_speech);
  g_test_add_func (
      "/vad/energy/formats", test_energy_level_is_equal_in_every_format);
  g_test_add_func ("/vad/energy/64-channels", test_energy_takes_64_channels);
  g_test_add_func ("/vad/split", test_vad_any_split_produces_equal_decisions);
  g_test_add_func ("/vad/reset", test_vad_after_reset_decides_as_new);
  g_test_add_func ("/vad/no-frame", test_vad_frame_without_audio_is_refused);
  g_test_add_func ("/vad/silence", test_vad_silence_equals_zeros);
  return g_test_run ();
}
