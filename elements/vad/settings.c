/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/settings.h"

#define MAX_MS 10000
#define MAX_SEGMENT_MS 3600000

static const guint default_paddings_ms[] = {
  [RMG_VAD_MODE_ANNOTATE] = 0,
  [RMG_VAD_MODE_GATE] = 30, /* words begin and end softly */
};

const RmgVadElementSettings rmg_vad_default_settings = {
  .engine = RMG_VAD_ADAPTIVE,
  .mode = RMG_VAD_MODE_ANNOTATE,
  .thresholds = { .probability_threshold = 0.5, .energy_threshold = 0.02 },
  .frame_ms = 30,
  .hangover_ms = 0,
  .padding_ms = -1,
  .min_speech_ms = 90,
  .min_silence_ms = 300,
  .post_messages = TRUE,
  .post_frames = FALSE,
};

static guint
get_padding_ms (const RmgVadElementSettings *self)
{
  return self->padding_ms >= 0 ? (guint) self->padding_ms
                               : default_paddings_ms[self->mode];
}

static guint64
frames_from_ms (guint rate_hz, guint ms)
{
  return (guint64) rate_hz * ms / 1000;
}

RmgVadSegmentSettings
rmg_vad_settings_get_lengths (
    const RmgVadElementSettings *self, guint rate_hz, const RmgVad *vad)
{
  const guint64 min_speech = frames_from_ms (rate_hz, self->min_speech_ms);
  const guint64 look_ahead =
      rmg_vad_get_look_ahead (vad) * rmg_vad_get_frame_size (vad);

  return (RmgVadSegmentSettings){
    .hangover = frames_from_ms (rate_hz, self->hangover_ms),
    .padding = frames_from_ms (rate_hz, get_padding_ms (self)),
    .min_speech = min_speech > look_ahead ? min_speech - look_ahead : 0,
    .min_silence = frames_from_ms (rate_hz, self->min_silence_ms),
    .max_length = frames_from_ms (rate_hz, self->max_segment_ms),
  };
}

guint64
rmg_vad_settings_get_latency (
    const RmgVadElementSettings *self, guint rate_hz, const RmgVad *vad)
{
  const guint64 decision =
      (1 + rmg_vad_get_look_ahead (vad)) * rmg_vad_get_frame_size (vad);

  return frames_from_ms (rate_hz, get_padding_ms (self)) +
      MAX (frames_from_ms (rate_hz, self->min_speech_ms), decision);
}

static GType
engine_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_VAD_ADAPTIVE, "A trained model, at any level", "adaptive" },
    { RMG_VAD_ENERGY, "RMS against a fixed threshold", "energy" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgVadEngine", values);
}

static GType
mode_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_VAD_MODE_ANNOTATE, "Pass everything, annotated", "annotate" },
    { RMG_VAD_MODE_GATE, "Pass speech only", "gate" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgVadMode", values);
}

static GType
channels_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_VAD_CHANNELS_MIX, "One detector of all channels", "mix" },
    { RMG_VAD_CHANNELS_EACH, "A detector of each channel", "each" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgVadChannels", values);
}

#define AT(field) G_STRUCT_OFFSET (RmgVadElementSettings, field)
#define MS(field) RMG_SETTING_UINT, AT (field), .most = MAX_MS

static const RmgSetting rows[] = {
  { "engine", "Engine that classifies each frame", RMG_SETTING_ENUM,
      AT (engine), .get_type = engine_get_type },
  { "mode", "Pass all audio with annotations, or speech only", RMG_SETTING_ENUM,
      AT (mode), .get_type = mode_get_type },
  { "channels", "Detect speech in all channels together, or in each",
      RMG_SETTING_ENUM, AT (channels), .get_type = channels_get_type },
  { "probability-threshold",
      "Least probability of a speech frame (engine=adaptive)",
      RMG_SETTING_DOUBLE, AT (thresholds.probability_threshold), .most = 1 },
  { "probability-hysteresis",
      "Frames after speech are speech down to this much below "
      "probability-threshold (engine=adaptive)",
      RMG_SETTING_DOUBLE, AT (thresholds.hysteresis), .most = 1 },
  { "energy-threshold",
      "RMS that a speech frame exceeds, full scale 1 (engine=energy)",
      RMG_SETTING_DOUBLE, AT (thresholds.energy_threshold) },
  { "frame-ms", "Length of a frame, in ms", MS (frame_ms), .least = 1 },
  { "hangover-ms", "Extension of speech after its last frame, in ms",
      MS (hangover_ms) },
  { "padding-ms",
      "Extension of speech before its start and after its end, in ms; "
      "-1: 30 with mode=gate, otherwise 0",
      RMG_SETTING_INT, AT (padding_ms), .least = -1, .most = MAX_MS },
  { "min-speech-ms", "Least duration of speech, in ms; rounded to whole frames",
      MS (min_speech_ms) },
  { "min-silence-ms", "Least pause after the hangover that ends speech, in ms",
      MS (min_silence_ms) },
  { "max-segment-ms",
      "Longer speech is cut into segments of this length, in ms; 0: no limit",
      RMG_SETTING_UINT, AT (max_segment_ms), .most = MAX_SEGMENT_MS },
  { "post-messages",
      "Post rmgvad and voice-activity at start and end of speech",
      RMG_SETTING_BOOLEAN, AT (post_messages) },
  { "post-frames", "Post rmgvad-frame for every frame", RMG_SETTING_BOOLEAN,
      AT (post_frames) },
  { "use-level-meta",
      "Frames of buffers with a GstAudioLevelMeta have its voice flag",
      RMG_SETTING_BOOLEAN, AT (use_level_meta) },
};

const RmgSettingTable rmg_vad_setting_table = {
  .rows = rows,
  .n_rows = G_N_ELEMENTS (rows),
  .initial = &rmg_vad_default_settings,
  .first_id = 1,
  .flags = RMG_SETTINGS_WRITABLE,
};
