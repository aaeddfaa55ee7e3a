/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/segments.h"

#include <math.h>
#include <string.h>

typedef enum
{
  VOICED,
  UNVOICED,
  LONG_SPEECH,
  LONG_SILENCE,
} Input;

typedef struct
{
  RmgVadSegmentState from;
  Input input;
  RmgVadSegmentState to;
} Transition;

static const Transition transitions[] = {
  { RMG_VAD_IN_SILENCE, VOICED, RMG_VAD_IN_ONSET },
  { RMG_VAD_IN_ONSET, UNVOICED, RMG_VAD_IN_SILENCE },
  { RMG_VAD_IN_ONSET, LONG_SPEECH, RMG_VAD_IN_SPEECH },
  { RMG_VAD_IN_SPEECH, UNVOICED, RMG_VAD_IN_PAUSE },
  { RMG_VAD_IN_PAUSE, VOICED, RMG_VAD_IN_SPEECH },
  { RMG_VAD_IN_PAUSE, LONG_SILENCE, RMG_VAD_IN_SILENCE },
};

void
rmg_vad_segmenter_reset (RmgVadSegmenter *self)
{
  memset (self, 0, sizeof *self);
}

/* Returns: whether the input means something in this state */
static bool
step (RmgVadSegmenter *self, Input input)
{
  for (size_t i = 0; i < sizeof transitions / sizeof *transitions; i++)
    if (transitions[i].from == self->state && transitions[i].input == input) {
      self->state = transitions[i].to;
      return true;
    }
  return false;
}

static void
start_counting (RmgVadSegmenter *self, uint64_t start)
{
  self->start = start;
  self->n_frames = 0;
  self->probabilities = 0.0;
  self->powers = 0.0;
}

static void
count (RmgVadSegmenter *self, const RmgVadDecision *decision)
{
  self->last = self->position;
  self->n_frames++;
  self->probabilities += decision->probability;
  /* pow() has had no symbol for older C libraries since glibc 2.29. */
  self->powers += (double) powl (10.0L, 0.1L * decision->level_db);
}

/* Less than a frame short is long enough: frames are the grain of time. */
static bool
is_long_speech (const RmgVadSegmenter *self, size_t frame_size,
    const RmgVadSegmentSettings *settings)
{
  return self->position - self->start + frame_size > settings->min_speech;
}

/* Reports an end only after all of it, with its padding, has passed. */
static bool
is_long_silence (
    const RmgVadSegmenter *self, const RmgVadSegmentSettings *settings)
{
  const uint64_t pause = settings->min_silence > settings->padding
      ? settings->min_silence
      : settings->padding;

  return self->position - self->last >= settings->hangover + pause;
}

bool
rmg_vad_segmenter_is_open (const RmgVadSegmenter *self)
{
  return self->state == RMG_VAD_IN_SPEECH || self->state == RMG_VAD_IN_PAUSE;
}

static bool
is_too_long (const RmgVadSegmenter *self, const RmgVadSegmentSettings *settings)
{
  return settings->max_length > 0 && rmg_vad_segmenter_is_open (self) &&
      self->position - self->start >= settings->max_length;
}

static uint64_t
find_start (const RmgVadSegmenter *self, const RmgVadSegmentSettings *settings)
{
  const uint64_t start =
      self->start > settings->padding ? self->start - settings->padding : 0;

  return start > self->barrier ? start : self->barrier;
}

static void
report (const RmgVadSegmenter *self, RmgVadSegmentEventKind kind,
    uint64_t start, uint64_t end, RmgVadSegmentEvent *event)
{
  const double n = (double) self->n_frames;

  *event = (RmgVadSegmentEvent){
    .kind = kind,
    .start = start,
    .end = end,
    .probability = (float) (self->probabilities / n),
    .level_db = (float) (10.0 * log10 (self->powers / n + 1e-35)),
  };
}

static void
report_start (RmgVadSegmenter *self, const RmgVadSegmentSettings *settings,
    RmgVadSegmentEvent *event)
{
  /* The reported start stays, even if the padding changes before the end. */
  self->start = find_start (self, settings);
  report (self, RMG_VAD_SEGMENT_START, self->start, self->start, event);
}

static void
report_end (RmgVadSegmenter *self, uint64_t length,
    const RmgVadSegmentSettings *settings, RmgVadSegmentEvent *event)
{
  const uint64_t end = self->last + settings->hangover + settings->padding;

  self->barrier = end < length ? end : length;
  report (self, RMG_VAD_SEGMENT_END, self->start, self->barrier, event);
}

/* The next segment starts where this one ends. */
static void
report_cut (RmgVadSegmenter *self, RmgVadSegmentEvent *event)
{
  self->barrier = self->position;
  report (self, RMG_VAD_SEGMENT_CUT, self->start, self->barrier, event);
  start_counting (self, self->position);
}

/* An end waits for its padding, a segment that is too long does not. */
static bool
is_at_end (const RmgVadSegmenter *self, const RmgVadSegmentSettings *settings)
{
  return self->state == RMG_VAD_IN_PAUSE &&
      (is_long_silence (self, settings) || is_too_long (self, settings));
}

bool
rmg_vad_segmenter_push (RmgVadSegmenter *self, const RmgVadDecision *decision,
    size_t frame_size, const RmgVadSegmentSettings *settings,
    RmgVadSegmentEvent *event)
{
  const RmgVadSegmentState before = self->state;
  const bool is_cut = decision->speech && is_too_long (self, settings);

  if (is_cut)
    report_cut (self, event);
  step (self, decision->speech ? VOICED : UNVOICED);
  if (before == RMG_VAD_IN_SILENCE && self->state == RMG_VAD_IN_ONSET)
    start_counting (self, self->position);
  self->position += frame_size;
  if (decision->speech)
    count (self, decision);

  if (self->state == RMG_VAD_IN_ONSET &&
      is_long_speech (self, frame_size, settings)) {
    step (self, LONG_SPEECH);
    report_start (self, settings, event);
    return true;
  }
  if (is_at_end (self, settings)) {
    step (self, LONG_SILENCE);
    report_end (self, self->position, settings, event);
    return true;
  }
  return is_cut;
}

bool
rmg_vad_segmenter_finish (RmgVadSegmenter *self, uint64_t length,
    const RmgVadSegmentSettings *settings, RmgVadSegmentEvent *event)
{
  if (!rmg_vad_segmenter_is_open (self))
    return false;
  if (self->state == RMG_VAD_IN_SPEECH)
    self->last = length;
  report_end (self, length, settings, event);
  self->state = RMG_VAD_IN_SILENCE;
  return true;
}
