/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/settings.h"

enum
{
  PROP_0,
  PROP_ENGINE,
  PROP_MODE,
  PROP_PROBABILITY_THRESHOLD,
  PROP_ENERGY_THRESHOLD,
  PROP_FRAME_MS,
  PROP_HANGOVER_MS,
  PROP_PADDING_MS,
  PROP_MIN_SPEECH_MS,
  PROP_MIN_SILENCE_MS,
  PROP_POST_MESSAGES,
  PROP_POST_FRAMES,
  N_SETTINGS,
};

#define MAX_MS 10000
#define READWRITE                                                              \
  (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING)

const RmgVadElementSettings rmg_vad_default_settings = {
  .engine = RMG_VAD_ADAPTIVE,
  .mode = RMG_VAD_MODE_ANNOTATE,
  .thresholds = { .probability_threshold = 0.5, .energy_threshold = 0.02 },
  .frame_ms = 30,
  .hangover_ms = 0,
  .padding_ms = 0,
  .min_speech_ms = 90,
  .min_silence_ms = 300,
  .post_messages = TRUE,
  .post_frames = FALSE,
};

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
    .padding = frames_from_ms (rate_hz, self->padding_ms),
    .min_speech = min_speech > look_ahead ? min_speech - look_ahead : 0,
    .min_silence = frames_from_ms (rate_hz, self->min_silence_ms),
  };
}

guint64
rmg_vad_settings_get_latency (
    const RmgVadElementSettings *self, guint rate_hz, const RmgVad *vad)
{
  const guint64 decision =
      (1 + rmg_vad_get_look_ahead (vad)) * rmg_vad_get_frame_size (vad);

  return frames_from_ms (rate_hz, self->padding_ms) +
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

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RmgVadEngine", values));
  return type;
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

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RmgVadMode", values));
  return type;
}

static void
install_ms (GObjectClass *object_class, guint id, const char *name,
    const char *blurb, guint initial)
{
  g_object_class_install_property (object_class, id,
      g_param_spec_uint (name, name, blurb, id == PROP_FRAME_MS ? 1 : 0, MAX_MS,
          initial, READWRITE));
}

static void
install_lengths (GObjectClass *object_class)
{
  const RmgVadElementSettings *initial = &rmg_vad_default_settings;

  install_ms (object_class, PROP_FRAME_MS, "frame-ms",
      "Length of a frame, in ms", initial->frame_ms);
  install_ms (object_class, PROP_HANGOVER_MS, "hangover-ms",
      "Extension of speech after its last frame, in ms", initial->hangover_ms);
  install_ms (object_class, PROP_PADDING_MS, "padding-ms",
      "Extension of speech before its start and after its end, in ms",
      initial->padding_ms);
  install_ms (object_class, PROP_MIN_SPEECH_MS, "min-speech-ms",
      "Least duration of speech, in ms; rounded to whole frames",
      initial->min_speech_ms);
  install_ms (object_class, PROP_MIN_SILENCE_MS, "min-silence-ms",
      "Least pause after the hangover that ends speech, in ms",
      initial->min_silence_ms);
}

void
rmg_vad_settings_install (GObjectClass *object_class)
{
  const RmgVadElementSettings *initial = &rmg_vad_default_settings;

  g_object_class_install_property (object_class, PROP_ENGINE,
      g_param_spec_enum ("engine", "Engine",
          "Engine that classifies each frame", engine_get_type (),
          initial->engine, READWRITE));
  g_object_class_install_property (object_class, PROP_MODE,
      g_param_spec_enum ("mode", "Mode",
          "Pass all audio with annotations, or speech only", mode_get_type (),
          initial->mode, READWRITE));
  g_object_class_install_property (object_class, PROP_PROBABILITY_THRESHOLD,
      g_param_spec_double ("probability-threshold", "Probability threshold",
          "Least probability of a speech frame (engine=adaptive)", 0.0, 1.0,
          initial->thresholds.probability_threshold, READWRITE));
  g_object_class_install_property (object_class, PROP_ENERGY_THRESHOLD,
      g_param_spec_double ("energy-threshold", "Energy threshold",
          "RMS that a speech frame exceeds, full scale 1 (engine=energy)", 0.0,
          G_MAXDOUBLE, initial->thresholds.energy_threshold, READWRITE));
  install_lengths (object_class);
  g_object_class_install_property (object_class, PROP_POST_MESSAGES,
      g_param_spec_boolean ("post-messages", "Post messages",
          "Post rmgvad and voice-activity at start and end of speech",
          initial->post_messages, READWRITE));
  g_object_class_install_property (object_class, PROP_POST_FRAMES,
      g_param_spec_boolean ("post-frames", "Post frames",
          "Post rmgvad-frame for every frame", initial->post_frames,
          READWRITE));

  gst_type_mark_as_plugin_api (engine_get_type (), 0);
  gst_type_mark_as_plugin_api (mode_get_type (), 0);
}

guint
rmg_vad_settings_count (void)
{
  return N_SETTINGS;
}

static guint *
find_length (RmgVadElementSettings *self, guint id)
{
  switch (id) {
    case PROP_FRAME_MS:
      return &self->frame_ms;
    case PROP_HANGOVER_MS:
      return &self->hangover_ms;
    case PROP_PADDING_MS:
      return &self->padding_ms;
    case PROP_MIN_SPEECH_MS:
      return &self->min_speech_ms;
    case PROP_MIN_SILENCE_MS:
      return &self->min_silence_ms;
    default:
      return NULL;
  }
}

gboolean
rmg_vad_settings_set (
    RmgVadElementSettings *self, guint id, const GValue *value)
{
  guint *length = find_length (self, id);

  if (length != NULL) {
    *length = g_value_get_uint (value);
    return TRUE;
  }
  switch (id) {
    case PROP_ENGINE:
      self->engine = g_value_get_enum (value);
      return TRUE;
    case PROP_MODE:
      self->mode = g_value_get_enum (value);
      return TRUE;
    case PROP_PROBABILITY_THRESHOLD:
      self->thresholds.probability_threshold = g_value_get_double (value);
      return TRUE;
    case PROP_ENERGY_THRESHOLD:
      self->thresholds.energy_threshold = g_value_get_double (value);
      return TRUE;
    case PROP_POST_MESSAGES:
      self->post_messages = g_value_get_boolean (value);
      return TRUE;
    case PROP_POST_FRAMES:
      self->post_frames = g_value_get_boolean (value);
      return TRUE;
    default:
      return FALSE;
  }
}

gboolean
rmg_vad_settings_get (
    const RmgVadElementSettings *self, guint id, GValue *value)
{
  RmgVadElementSettings copy = *self;
  guint *length = find_length (&copy, id);

  if (length != NULL) {
    g_value_set_uint (value, *length);
    return TRUE;
  }
  switch (id) {
    case PROP_ENGINE:
      g_value_set_enum (value, self->engine);
      return TRUE;
    case PROP_MODE:
      g_value_set_enum (value, self->mode);
      return TRUE;
    case PROP_PROBABILITY_THRESHOLD:
      g_value_set_double (value, self->thresholds.probability_threshold);
      return TRUE;
    case PROP_ENERGY_THRESHOLD:
      g_value_set_double (value, self->thresholds.energy_threshold);
      return TRUE;
    case PROP_POST_MESSAGES:
      g_value_set_boolean (value, self->post_messages);
      return TRUE;
    case PROP_POST_FRAMES:
      g_value_set_boolean (value, self->post_frames);
      return TRUE;
    default:
      return FALSE;
  }
}
