/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The properties of rmgvad that can be set. */
#pragma once

#include "elements/base/settings.h"
#include "elements/dsp/vad/segments.h"

G_BEGIN_DECLS

typedef enum
{
  RMG_VAD_MODE_ANNOTATE,
  RMG_VAD_MODE_GATE,
} RmgVadMode;

typedef enum
{
  RMG_VAD_CHANNELS_MIX,
  RMG_VAD_CHANNELS_EACH,
} RmgVadChannels;

typedef struct
{
  RmgVadEngineKind engine;
  RmgVadMode mode;
  RmgVadChannels channels;
  RmgVadSettings thresholds;
  guint frame_ms;
  guint hangover_ms;
  gint padding_ms; /* -1: that of the mode */
  guint min_speech_ms;
  guint min_silence_ms;
  guint max_segment_ms; /* 0: no limit */
  gboolean post_messages;
  gboolean post_frames;
  gboolean use_level_meta;
} RmgVadElementSettings;

extern const RmgVadElementSettings rmg_vad_default_settings;

/* Returns: lengths in audio frames. Speech is confirmed min-speech after its
 * first frame; the look-ahead of @vad is part of that time. */
RmgVadSegmentSettings rmg_vad_settings_get_lengths (
    const RmgVadElementSettings *self, guint rate_hz, const RmgVad *vad);

/* Returns: audio frames that the gate holds back: padding and minimum speech,
 * or the time of one decision where that is longer */
guint64 rmg_vad_settings_get_latency (
    const RmgVadElementSettings *self, guint rate_hz, const RmgVad *vad);

/* The properties that can be set, one for each field. */
extern const RmgSettingTable rmg_vad_setting_table;

G_END_DECLS
