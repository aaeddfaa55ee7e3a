/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/vad-scene.h"

#include "tests/lib/signals.h"
#include "tests/lib/voice.h"

#include <math.h>

#define FRAME_S 0.03

const RmgVadSettings rmg_test_vad_defaults = { 0.5, 0.02 };

RmgFrames
rmg_test_view_floats (const float *samples, gsize n)
{
  return (RmgFrames){
    .planes = { (void *) samples },
    .channels = 1,
    .interleaved = true,
    .format = RMG_FORMAT_F32,
    .n_frames = n,
  };
}

void
rmg_test_push_all (
    RmgVad *vad, const RmgFrames *frames, RmgTestDecisions *decisions)
{
  bool decided;

  for (gsize i = 0; i < frames->n_frames;) {
    i += rmg_vad_push (vad, frames, i, &rmg_test_vad_defaults,
        &decisions->all[decisions->n], &decided);
    decisions->n += decided ? 1 : 0;
    g_assert_cmpuint (decisions->n, <, RMG_TEST_MAX_DECISIONS);
  }
}

void
rmg_test_decide (const RmgVadConfig *config, const RmgFrames *frames,
    RmgTestDecisions *decisions)
{
  RmgVad *vad = rmg_vad_open (config);

  decisions->n = 0;
  rmg_test_push_all (vad, frames, decisions);
  while (rmg_vad_drain (
      vad, &rmg_test_vad_defaults, &decisions->all[decisions->n]))
    decisions->n++;
  rmg_vad_close (vad);
}

gboolean
rmg_test_is_speech (double time_s)
{
  return time_s >= 2.0 && (int) time_s % 2 == 0;
}

float *
rmg_test_make_scene (guint rate_hz, double snr_db, double gain)
{
  const gsize n = (gsize) rate_hz * RMG_TEST_SCENE_S;
  g_autofree double *voice = g_new (double, n);
  g_autofree double *noise = g_new (double, n);
  float *samples = g_new (float, n);
  double power = 0.0, amplitude;
  gsize n_speech = 0;

  rmg_test_voice (voice, n, rate_hz);
  for (gsize i = 0; i < n; i++)
    if (rmg_test_is_speech ((double) i / rate_hz)) {
      power += voice[i] * voice[i];
      n_speech++;
    }
  amplitude = sqrt (3.0 * power / (double) n_speech *
      pow (10.0, -0.1 * snr_db) * rate_hz / 16000.0);
  rmg_test_noise (noise, n, 11, amplitude);
  for (gsize i = 0; i < n; i++) {
    const gboolean speaks = rmg_test_is_speech ((double) i / rate_hz);

    samples[i] = (float) (gain * (noise[i] + (speaks ? voice[i] : 0.0)));
  }
  return samples;
}

void
rmg_test_count_errors (
    const RmgTestDecisions *decisions, double *misses, double *alarms)
{
  guint n_speech = 0, n_noise = 0, n_missed = 0, n_alarms = 0;

  for (guint i = 0; i < decisions->n; i++) {
    const gboolean speech = rmg_test_is_speech (FRAME_S * (i + 0.5));

    n_speech += speech;
    n_noise += !speech;
    n_missed += speech && !decisions->all[i].speech;
    n_alarms += !speech && decisions->all[i].speech;
  }
  *misses = (double) n_missed / n_speech;
  *alarms = (double) n_alarms / n_noise;
}
