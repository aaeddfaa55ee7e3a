/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad.h"

#include "tests/lib/signals.h"

#include <math.h>
#include <string.h>

#define MAX_DECISIONS 2000
#define SECONDS 12

static const RmgVadSettings defaults = { 0.5, 0.02 };

typedef struct
{
  RmgVadDecision all[MAX_DECISIONS];
  guint n;
} Decisions;

static RmgFrames
view_floats (const float *samples, gsize n)
{
  return (RmgFrames){
    .planes = { (void *) samples },
    .channels = 1,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = n,
  };
}

static void
push_all (RmgVad *vad, const RmgFrames *frames, Decisions *decisions)
{
  bool decided;

  for (gsize i = 0; i < frames->n_frames;) {
    i += rmg_vad_push (
        vad, frames, i, &defaults, &decisions->all[decisions->n], &decided);
    decisions->n += decided ? 1 : 0;
    g_assert_cmpuint (decisions->n, <, MAX_DECISIONS);
  }
}

static void
decide_frames (
    const RmgVadConfig *config, const RmgFrames *frames, Decisions *decisions)
{
  RmgVad *vad = rmg_vad_open (config);

  decisions->n = 0;
  push_all (vad, frames, decisions);
  while (rmg_vad_drain (vad, &defaults, &decisions->all[decisions->n]))
    decisions->n++;
  rmg_vad_close (vad);
}

/* Bursts of a vowel-like sound, one second on and one off from 2 s, whose
 * syllables rise and fall four times a second by 14 dB, over white noise: at
 * their ends they lie below it, which is why some frames may be missed. */
static gboolean
is_labelled_speech (double time_s)
{
  return time_s >= 2.0 && (int) time_s % 2 == 0;
}

static float *
make_scene (guint rate_hz, double snr_db, double gain)
{
  const gsize n = (gsize) rate_hz * SECONDS;
  const double noise = 0.1 * pow (10.0, -snr_db / 20.0) * sqrt (3.0);
  g_autofree double *wide = g_new (double, n);
  float *samples = g_new (float, n);

  rmg_test_noise (wide, n, 11, noise);
  for (gsize i = 0; i < n; i++) {
    const double t = (double) i / rate_hz;
    double voice = 0.0;

    for (guint harmonic = 1; harmonic <= 25; harmonic++)
      voice += sin (2.0 * G_PI * 125.0 * harmonic * t) / (1.0 + 0.2 * harmonic);
    if (is_labelled_speech (t))
      wide[i] += 0.06 * voice * (0.6 - 0.4 * cos (2.0 * G_PI * 4.0 * t));
    samples[i] = (float) (gain * wide[i]);
  }
  return samples;
}

static void
decide_scene (guint rate_hz, double snr_db, double gain, Decisions *decisions)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, rate_hz, 30 };
  g_autofree float *samples = make_scene (rate_hz, snr_db, gain);
  const RmgFrames frames = view_floats (samples, (gsize) rate_hz * SECONDS);

  decide_frames (&config, &frames, decisions);
}

static void
count_errors (const Decisions *decisions, double *misses, double *alarms)
{
  guint n_speech = 0, n_noise = 0, n_missed = 0, n_alarms = 0;

  for (guint i = 0; i < decisions->n; i++) {
    const gboolean speech = is_labelled_speech (0.03 * (i + 0.5));

    n_speech += speech;
    n_noise += !speech;
    n_missed += speech && !decisions->all[i].speech;
    n_alarms += !speech && decisions->all[i].speech;
  }
  *misses = (double) n_missed / n_speech;
  *alarms = (double) n_alarms / n_noise;
}

/* --- energy ------------------------------------------------------------ */

/* The rule in double precision; frames within 1e-6 of the threshold may go
 * either way. */
static void
check_energy_frame (
    const RmgVadDecision *decision, const float *samples, gsize n)
{
  double sum = 0.0, rms;

  for (gsize i = 0; i < n; i++)
    sum += (double) samples[i] * samples[i];
  rms = sqrt (sum / (double) n);
  if (fabs (rms - 0.02) > 1e-6)
    g_assert_cmpint (decision->speech, ==, rms > 0.02);
  g_assert_cmpfloat_with_epsilon (decision->level_db, 20.0 * log10 (rms), 1e-3);
}

static void
check_energy (const RmgVadConfig *config, const float *samples, gsize n)
{
  const gsize size = config->rate_hz * config->frame_ms / 1000;
  const RmgFrames frames = view_floats (samples, n);
  Decisions decisions;

  decide_frames (config, &frames, &decisions);
  g_assert_cmpuint (decisions.n, ==, n / size);
  for (guint i = 0; i < decisions.n; i++)
    check_energy_frame (&decisions.all[i], samples + i * size, size);
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
test_energy_channels_in_opposition_are_silent (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 16000, 30 };
  static gint16 samples[960];
  RmgFrames frames = {
    .planes = { samples },
    .channels = 2,
    .interleaved = true,
    .format = RMG_FORMAT_S16,
    .n_frames = 480,
  };
  Decisions decisions;

  for (guint i = 0; i < 480; i++) {
    samples[2 * i] = 20000;
    samples[2 * i + 1] = -20000;
  }
  decide_frames (&config, &frames, &decisions);
  g_assert_false (decisions.all[0].speech);
}

static void
test_energy_at_threshold_is_no_speech (void)
{
  const RmgVadConfig config = { RMG_VAD_ENERGY, 1000, 4 };
  const RmgVadSettings settings = { 0.5, 0.25 };
  const float samples[4] = { 0.25f, -0.25f, 0.25f, 0.25f };
  const RmgFrames frames = view_floats (samples, 4);
  RmgVad *vad = rmg_vad_open (&config);
  RmgVadDecision decision;
  bool decided;

  rmg_vad_push (vad, &frames, 0, &settings, &decision, &decided);
  g_assert_true (decided);
  g_assert_false (decision.speech);
  g_assert_cmpfloat (decision.probability, ==, 0.5f);
  rmg_vad_close (vad);
}

/* --- every format -------------------------------------------------------- */

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
  const RmgVadConfig config = { RMG_VAD_ENERGY, 1000, 30 };
  guint8 memory[3 * 30 * 8 + 1];
  RmgFrames frames = {
    .channels = 3,
    .interleaved = interleaved,
    .format = coding->format,
    .swapped = swapped,
    .n_frames = 30,
  };
  Decisions decisions;

  for (guint c = 0; c < 3; c++) {
    guint8 *start = memory + 1 + (interleaved ? c : c * 30) * coding->size;

    frames.planes[c] = start;
    for (guint i = 0; i < 30; i++)
      write_sample (coding, start + i * coding->size * (interleaved ? 3 : 1),
          0.5 * (c + 1) / 3.0, swapped);
  }
  decide_frames (&config, &frames, &decisions);
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
  const RmgVadConfig config = { RMG_VAD_ENERGY, 1000, 10 };
  static float samples[64 * 10];
  RmgFrames frames = {
    .planes = { samples },
    .channels = 64,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = 10,
  };
  Decisions decisions;

  for (guint i = 0; i < 640; i++)
    samples[i] = i % 64 == 63 ? 0.64f : 0.0f;
  decide_frames (&config, &frames, &decisions);
  g_assert_cmpfloat_with_epsilon (decisions.all[0].level_db, -40.0, 1e-3);
}

/* --- splits ---------------------------------------------------------------- */

static void
check_split (const RmgVadConfig *config, const float *samples, gsize n,
    const Decisions *whole, GRand *random)
{
  RmgVad *vad = rmg_vad_open (config);
  Decisions decisions = { .n = 0 };

  for (gsize at = 0; at < n;) {
    const gsize drawn = (gsize) g_rand_int_range (random, 1, 3000);
    const gsize length = MIN (n - at, drawn);
    const RmgFrames frames = view_floats (samples + at, length);

    push_all (vad, &frames, &decisions);
    at += length;
  }
  while (rmg_vad_drain (vad, &defaults, &decisions.all[decisions.n]))
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
test_vad_any_split_gives_equal_decisions (void)
{
  const guint rate_hz = 16000;
  const gsize n = rate_hz * SECONDS / 2;
  g_autofree float *samples = make_scene (rate_hz, 10.0, 1.0);
  const RmgFrames frames = view_floats (samples, n);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint engine = 0; engine < RMG_N_VAD_ENGINES; engine++) {
    const RmgVadConfig config = { engine, rate_hz, 30 };
    Decisions whole;

    decide_frames (&config, &frames, &whole);
    for (guint i = 0; i < 200; i++)
      check_split (&config, samples, n, &whole, random);
  }
}

static void
test_vad_after_reset_decides_as_new (void)
{
  g_autofree float *samples = make_scene (16000, 10.0, 1.0);
  const RmgFrames frames = view_floats (samples, 40007);

  for (guint engine = 0; engine < RMG_N_VAD_ENGINES; engine++) {
    const RmgVadConfig config = { engine, 16000, 30 };
    RmgVad *vad = rmg_vad_open (&config);
    Decisions first = { .n = 0 }, second = { .n = 0 };

    push_all (vad, &frames, &first);
    rmg_vad_reset (vad);
    push_all (vad, &frames, &second);
    g_assert_cmpuint (first.n, ==, second.n);
    for (guint i = 0; i < first.n; i++)
      g_assert_cmpfloat (
          first.all[i].probability, ==, second.all[i].probability);
    rmg_vad_close (vad);
  }
}

/* --- adaptive -------------------------------------------------------------- */

static void
test_adaptive_finds_speech_at_every_rate (void)
{
  const guint rates[] = { 8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000,
    192000 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    Decisions decisions;
    double misses, alarms;

    decide_scene (rates[i], 15.0, 1.0, &decisions);
    count_errors (&decisions, &misses, &alarms);
    g_test_message ("%u Hz: %.3f missed, %.3f false", rates[i], misses, alarms);
    g_assert_cmpfloat (misses, <=, 0.15);
    g_assert_cmpfloat (alarms, <=, 0.05);
  }
}

static void
test_adaptive_level_changes_almost_nothing (void)
{
  const double gains[] = { 0.1, 0.316, 3.16, 10.0 };
  Decisions plain, scaled;

  decide_scene (16000, 10.0, 1.0, &plain);
  for (guint i = 0; i < G_N_ELEMENTS (gains); i++) {
    guint n_different = 0;

    decide_scene (16000, 10.0, gains[i], &scaled);
    g_assert_cmpuint (scaled.n, ==, plain.n);
    for (guint k = 0; k < plain.n; k++)
      n_different += plain.all[k].speech != scaled.all[k].speech;
    g_assert_cmpuint (n_different, <=, plain.n / 100);
  }
}

static void
fill (float *samples, gsize n, guint32 seed, double amplitude)
{
  g_autofree double *wide = g_new (double, n);

  rmg_test_noise (wide, n, seed, amplitude);
  rmg_test_to_f32 (samples, wide, n);
}

static double
count_speech (const float *samples, gsize n, guint rate_hz)
{
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, rate_hz, 30 };
  const RmgFrames frames = view_floats (samples, n);
  Decisions decisions;
  guint n_speech = 0;

  decide_frames (&config, &frames, &decisions);
  for (guint i = 0; i < decisions.n; i++)
    n_speech += decisions.all[i].speech;
  return (double) n_speech / decisions.n;
}

static void
test_adaptive_steady_noise_is_no_speech (void)
{
  const gsize n = 16000 * 30;
  g_autofree float *samples = g_new (float, n);

  fill (samples, n, 1, 0.1);
  g_assert_cmpfloat (count_speech (samples, n, 16000), <=, 0.01);
}

static void
test_adaptive_hum_with_offset_is_no_speech (void)
{
  const gsize n = 16000 * 20;
  g_autofree float *samples = g_new (float, n);

  fill (samples, n, 2, 0.001);
  for (gsize i = 0; i < n; i++)
    samples[i] += 0.3f + 0.1f * (float) sin (2.0 * G_PI * 50.0 * i / 16000.0);
  g_assert_cmpfloat (count_speech (samples, n, 16000), <=, 0.01);
}

static void
test_adaptive_digital_zero_is_certain (void)
{
  g_autofree float *samples = g_new0 (float, 16000);
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, 16000, 30 };
  const RmgFrames frames = view_floats (samples, 16000);
  Decisions decisions;

  decide_frames (&config, &frames, &decisions);
  for (guint i = 0; i < decisions.n; i++) {
    g_assert_false (decisions.all[i].speech);
    g_assert_cmpfloat (decisions.all[i].level_db, ==, RMG_VAD_SILENCE_DB);
  }
}

static void
test_adaptive_clipped_speech_is_found (void)
{
  g_autofree float *samples = make_scene (16000, 20.0, 8.0);
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, 16000, 30 };
  const RmgFrames frames = view_floats (samples, 16000 * SECONDS);
  Decisions decisions;
  double misses, alarms;

  for (gsize i = 0; i < 16000 * SECONDS; i++)
    samples[i] = CLAMP (samples[i], -1.0f, 1.0f);
  decide_frames (&config, &frames, &decisions);
  count_errors (&decisions, &misses, &alarms);
  g_assert_cmpfloat (misses, <=, 0.15);
  g_assert_cmpfloat (alarms, <=, 0.05);
}

static void
test_adaptive_goes_on_after_numbers_that_are_none (void)
{
  g_autofree float *samples = make_scene (16000, 15.0, 1.0);
  const RmgVadConfig config = { RMG_VAD_ADAPTIVE, 16000, 30 };
  const RmgFrames frames = view_floats (samples, 16000 * SECONDS);
  Decisions decisions;
  double misses, alarms;

  samples[1000] = NAN;
  samples[20000] = INFINITY;
  samples[21000] = 1e30f;
  decide_frames (&config, &frames, &decisions);
  count_errors (&decisions, &misses, &alarms);
  g_assert_cmpfloat (misses, <=, 0.15);
  for (guint i = 0; i < decisions.n; i++)
    g_assert_true (decisions.all[i].probability >= 0.0f &&
        decisions.all[i].probability <= 1.0f);
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
  g_autofree float *samples = make_scene (16000, 15.0, 1.0);
  const RmgFrames scene = view_floats (samples, 50000);
  RmgVad *one = rmg_vad_open (&config), *two = rmg_vad_open (&config);
  Decisions zeros = { .n = 0 }, silence = { .n = 0 };
  g_autofree float *nothing = g_new0 (float, 5000);
  const RmgFrames nothing_frames = view_floats (nothing, 5000);
  bool decided;

  push_all (one, &scene, &zeros);
  push_all (one, &nothing_frames, &zeros);
  push_all (two, &scene, &silence);
  for (gsize i = 0; i < 5000;) {
    i += rmg_vad_push_silence (
        two, 5000 - i, &defaults, &silence.all[silence.n], &decided);
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
  g_test_add_func (
      "/vad/energy/opposition", test_energy_channels_in_opposition_are_silent);
  g_test_add_func (
      "/vad/energy/threshold", test_energy_at_threshold_is_no_speech);
  g_test_add_func (
      "/vad/energy/formats", test_energy_level_is_equal_in_every_format);
  g_test_add_func ("/vad/energy/64-channels", test_energy_takes_64_channels);
  g_test_add_func ("/vad/split", test_vad_any_split_gives_equal_decisions);
  g_test_add_func ("/vad/reset", test_vad_after_reset_decides_as_new);
  g_test_add_func ("/vad/no-frame", test_vad_frame_without_audio_is_refused);
  g_test_add_func ("/vad/silence", test_vad_silence_equals_zeros);
  g_test_add_func (
      "/vad/adaptive/rates", test_adaptive_finds_speech_at_every_rate);
  g_test_add_func (
      "/vad/adaptive/level", test_adaptive_level_changes_almost_nothing);
  g_test_add_func (
      "/vad/adaptive/noise", test_adaptive_steady_noise_is_no_speech);
  g_test_add_func (
      "/vad/adaptive/hum", test_adaptive_hum_with_offset_is_no_speech);
  g_test_add_func ("/vad/adaptive/zero", test_adaptive_digital_zero_is_certain);
  g_test_add_func (
      "/vad/adaptive/clipping", test_adaptive_clipped_speech_is_found);
  g_test_add_func (
      "/vad/adaptive/nan", test_adaptive_goes_on_after_numbers_that_are_none);
  return g_test_run ();
}
