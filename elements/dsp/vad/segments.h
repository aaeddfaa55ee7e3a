/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Decisions of single frames become segments of speech. All lengths and
 * positions are audio frames, positions counted from the last reset. */
#pragma once

#include "elements/dsp/vad/vad.h"

typedef struct
{
  uint64_t hangover;    /* extension of speech after its last frame */
  uint64_t padding;     /* extension before the start and after the end */
  uint64_t min_speech;  /* shorter speech opens nothing; counted in whole
                           analysis frames, at least one */
  uint64_t min_silence; /* least pause after the hangover that ends speech */
  uint64_t max_length;  /* a segment of this length, or of less than a frame
                           more, ends in its next pause or is cut at its next
                           speech frame; 0 for never */
} RmgVadSegmentSettings;

typedef enum
{
  RMG_VAD_SEGMENT_START,
  RMG_VAD_SEGMENT_END,
  RMG_VAD_SEGMENT_CUT, /* an end, and the start of another at the same place */
} RmgVadSegmentEventKind;

typedef struct
{
  RmgVadSegmentEventKind kind;
  uint64_t start;    /* of the segment, with padding */
  uint64_t end;      /* the same; of a start: equal to @start */
  float probability; /* mean of its speech frames so far */
  float level_db;    /* mean power of its speech frames so far */
} RmgVadSegmentEvent;

typedef enum
{
  RMG_VAD_IN_SILENCE,
  RMG_VAD_IN_ONSET, /* speech, not long enough yet */
  RMG_VAD_IN_SPEECH,
  RMG_VAD_IN_PAUSE, /* silence, not long enough yet */
} RmgVadSegmentState;

typedef struct
{
  RmgVadSegmentState state;
  uint64_t position; /* end of the last frame decided */
  uint64_t start;    /* of the speech, without padding */
  uint64_t last;     /* end of its last speech frame */
  uint64_t barrier;  /* end of the segment before: none starts earlier */
  uint64_t n_frames;
  double probabilities, powers; /* sums over the speech frames */
} RmgVadSegmenter;

/**
 * rmg_vad_segmenter_reset:
 * @self: (out): a segmenter at position 0, in silence
 */
void rmg_vad_segmenter_reset (RmgVadSegmenter *self);

/**
 * rmg_vad_segmenter_push:
 * @self: a segmenter
 * @decision: of the next analysis frame
 * @frame_size: audio frames in it
 * @settings: may differ from those of the call before
 * @event: (out): set when there is one
 *
 * Returns: whether a segment started or ended
 */
bool rmg_vad_segmenter_push (RmgVadSegmenter *self,
    const RmgVadDecision *decision, size_t frame_size,
    const RmgVadSegmentSettings *settings, RmgVadSegmentEvent *event);

/**
 * rmg_vad_segmenter_finish:
 * @self: a segmenter, to be reset afterwards
 * @length: audio frames in all; a rest shorter than an analysis frame has the
 *   decision of the frame before it
 * @settings: lengths
 * @event: (out): set when there is one
 *
 * Returns: whether a segment was open, which ends here
 */
bool rmg_vad_segmenter_finish (RmgVadSegmenter *self, uint64_t length,
    const RmgVadSegmentSettings *settings, RmgVadSegmentEvent *event);

/**
 * rmg_vad_segmenter_is_open:
 * @self: a segmenter
 *
 * Returns: whether a segment has started and not ended
 */
bool rmg_vad_segmenter_is_open (const RmgVadSegmenter *self);
