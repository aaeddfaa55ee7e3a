/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Voice activity: frames of audio in, in any split, one decision out for
 * every analysis frame. Nothing is allocated after open.
 *
 * Channels are analysed as their mean, or as the loudest one where they cancel
 * in the mean; see signals.h. */
#pragma once

#include "elements/dsp/base/frames.h"

#define RMG_VAD_SILENCE_DB -350.0f /* of digital zero, as `level` has it */

typedef enum
{
  RMG_VAD_ADAPTIVE, /* a trained model; does not depend on the level */
  RMG_VAD_ENERGY,   /* RMS against a fixed threshold */
  RMG_N_VAD_ENGINES,
} RmgVadEngineKind;

typedef struct
{
  RmgVadEngineKind engine;
  unsigned rate_hz;
  unsigned frame_ms; /* an analysis frame is the whole part of
                        rate_hz * frame_ms / 1000 audio frames */
  unsigned channels; /* of the audio; 0 counts as 1 */
  unsigned channel;  /* the only one to analyse, from 1; 0: all of them */
} RmgVadConfig;

/* May change with every call. */
typedef struct
{
  double probability_threshold; /* adaptive: speech from this probability on */
  double energy_threshold; /* energy: speech above this RMS, full scale 1 */
  double hysteresis; /* adaptive: a frame after a speech frame is speech down to
                        this much below the threshold */
} RmgVadSettings;

typedef struct
{
  float probability; /* 0..1 */
  float level_db;    /* mean power without the constant offset of the audio, of
                        the mean of all channels, full scale square 0 dB */
  bool speech;
} RmgVadDecision;

typedef struct RmgVad RmgVad;

/**
 * rmg_vad_open:
 * @config: format and engine, copied
 *
 * Returns: (nullable): a detector to close, or %NULL if an analysis frame
 *   would hold no audio frame or memory is short
 */
RmgVad *rmg_vad_open (const RmgVadConfig *config);

/**
 * rmg_vad_close:
 * @vad: (nullable): a detector
 */
void rmg_vad_close (RmgVad *vad);

/**
 * rmg_vad_reset:
 * @vad: a detector
 *
 * Goes back to the state after open.
 */
void rmg_vad_reset (RmgVad *vad);

/**
 * rmg_vad_push:
 * @vad: a detector; one thread at a time
 * @frames: audio of the rate and channels it was opened for
 * @first: first frame to read, below the number of @frames
 * @settings: thresholds for the decision this call may bring
 * @decision: (out): set when @decided
 * @decided: (out): whether an analysis frame was completed and its decision,
 *   or that of the frame look-ahead frames before it, is known
 *
 * Reads up to the end of one analysis frame.
 *
 * Returns: audio frames read, at least one
 */
size_t rmg_vad_push (RmgVad *vad, const RmgFrames *frames, size_t first,
    const RmgVadSettings *settings, RmgVadDecision *decision, bool *decided);

/**
 * rmg_vad_push_silence:
 * @vad: a detector; one thread at a time
 * @n_frames: audio frames of digital zero, at least one
 * @settings: as for rmg_vad_push()
 * @decision: (out): as for rmg_vad_push()
 * @decided: (out): as for rmg_vad_push()
 *
 * Returns: audio frames taken, at least one
 */
size_t rmg_vad_push_silence (RmgVad *vad, size_t n_frames,
    const RmgVadSettings *settings, RmgVadDecision *decision, bool *decided);

/**
 * rmg_vad_drain:
 * @vad: a detector at the end of its input
 * @settings: thresholds
 * @decision: (out): the next pending decision
 *
 * Call it until it returns %false, then reset. Pending frames are decided as if
 * the audio went on as its mirror image. An incomplete analysis frame at the end
 * is decided only if it is the first.
 *
 * Returns: whether there was one more decision
 */
bool rmg_vad_drain (
    RmgVad *vad, const RmgVadSettings *settings, RmgVadDecision *decision);

/** rmg_vad_get_held_bytes: bytes of the state of @vad, which is constant. */
size_t rmg_vad_get_held_bytes (const RmgVad *vad);

/**
 * rmg_vad_get_frame_size:
 * @vad: a detector
 *
 * Returns: audio frames in an analysis frame
 */
size_t rmg_vad_get_frame_size (const RmgVad *vad);

/**
 * rmg_vad_get_look_ahead:
 * @vad: a detector
 *
 * Returns: analysis frames that follow a frame before its decision is known
 */
unsigned rmg_vad_get_look_ahead (const RmgVad *vad);

/**
 * rmg_vad_config_get_look_ahead:
 * @config: format and engine
 *
 * Returns: as rmg_vad_get_look_ahead(), without opening one; 0 if an analysis
 *   frame would hold no audio frame
 */
unsigned rmg_vad_config_get_look_ahead (const RmgVadConfig *config);

/**
 * rmg_vad_engine_get_implementation:
 * @engine: an engine
 *
 * Returns: the name of the code that runs, for logs and benchmarks
 */
const char *rmg_vad_engine_get_implementation (RmgVadEngineKind engine);
