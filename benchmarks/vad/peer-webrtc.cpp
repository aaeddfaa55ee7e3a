/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The detector of WebRTC's audio processing, with all other parts off. It returns
 * yes or no for 10 ms; the score is the number of yes over 30 ms and the modes. */
#include "benchmarks/vad/peer.h"

#include <memory>
#include <vector>

#include <webrtc/modules/audio_processing/include/audio_processing.h>

using webrtc::AudioProcessing;
using webrtc::StreamConfig;
using webrtc::VoiceDetection;

static const int n_modes = 4;
static const size_t hop = BENCH_VAD_RATE_HZ / 100;

typedef std::vector<std::unique_ptr<AudioProcessing>> Detectors;

const char *
bench_vad_webrtc_version (void)
{
  return WEBRTC_VERSION;
}

static std::unique_ptr<AudioProcessing>
make_detector (VoiceDetection::Likelihood likelihood)
{
  std::unique_ptr<AudioProcessing> detector (AudioProcessing::Create ());

  detector->voice_detection ()->set_likelihood (likelihood);
  detector->voice_detection ()->Enable (true);
  return detector;
}

void *
bench_vad_webrtc_open (int setting)
{
  static const VoiceDetection::Likelihood likelihoods[n_modes]
      = { VoiceDetection::kVeryLowLikelihood, VoiceDetection::kLowLikelihood,
          VoiceDetection::kModerateLikelihood, VoiceDetection::kHighLikelihood };
  Detectors *detectors = new Detectors;

  for (int mode = 0; mode < n_modes; mode++)
    if (setting & 1 << mode)
      detectors->push_back (make_detector (likelihoods[mode]));
  return detectors;
}

gboolean
bench_vad_webrtc_push (void *state, const float *frame, float *score)
{
  const StreamConfig config (BENCH_VAD_RATE_HZ, 1);
  float out[hop];
  float *to[] = { out };
  int n_voiced = 0;

  for (auto &detector : *static_cast<Detectors *> (state))
    for (size_t at = 0; at < BENCH_VAD_FRAME; at += hop) {
      const float *from[] = { frame + at };

      detector->ProcessStream (from, config, config, to);
      n_voiced += detector->voice_detection ()->stream_has_voice ();
    }
  *score = static_cast<float> (n_voiced);
  return TRUE;
}

void
bench_vad_webrtc_close (void *state)
{
  delete static_cast<Detectors *> (state);
}
