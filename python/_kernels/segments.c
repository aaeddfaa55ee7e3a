/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/frames.h"
#include "python/_kernels/functions.h"
#include "python/_kernels/numbers.h"
#include "python/_kernels/watch.h"

#include "elements/dsp/vad/segments.h"

#include <stdlib.h>
#include <string.h>

const char kernels_find_segments_doc[] =
    "find_segments(source, rate, engine, frame_ms, threshold, lengths_ms)\n"
    "--\n\n"
    "Return a list of (start, end, level_db, probability) with positions in\n"
    "samples. The engine is adaptive or energy. The lengths are those of the\n"
    "hangover, the padding, the shortest speech and the shortest silence.";

typedef struct
{
  const char *engine;
  RmgVadConfig config;
  RmgVadSettings settings;
  unsigned hangover_ms, padding_ms, min_speech_ms, min_silence_ms;
} SegmentSearch;

typedef struct
{
  RmgVadSegmentEvent *segments;
  size_t n_segments;
} SegmentList;

static const char *const engines[] = {
  [RMG_VAD_ADAPTIVE] = "adaptive",
  [RMG_VAD_ENERGY] = "energy",
};

static bool
find_engine (SegmentSearch *self)
{
  for (unsigned i = 0; i < RMG_N_VAD_ENGINES; i++)
    if (strcmp (self->engine, engines[i]) == 0) {
      self->config.engine = (RmgVadEngineKind) i;
      return true;
    }
  PyErr_Format (PyExc_ValueError,
      "engine: expected adaptive or energy, got '%s'", self->engine);
  return false;
}

/* As the element rmgvad has them: the look-ahead counts as speech. */
static RmgVadSegmentSettings
get_lengths (const SegmentSearch *self, const RmgVad *vad)
{
  const uint64_t rate_hz = self->config.rate_hz;
  const uint64_t min_speech = rate_hz * self->min_speech_ms / 1000;
  const uint64_t look_ahead =
      rmg_vad_get_look_ahead (vad) * rmg_vad_get_frame_size (vad);

  return (RmgVadSegmentSettings){
    .hangover = rate_hz * self->hangover_ms / 1000,
    .padding = rate_hz * self->padding_ms / 1000,
    .min_speech = min_speech > look_ahead ? min_speech - look_ahead : 0,
    .min_silence = rate_hz * self->min_silence_ms / 1000,
  };
}

static void
append (SegmentList *list, const RmgVadSegmentEvent *event)
{
  if (event->kind == RMG_VAD_SEGMENT_END)
    list->segments[list->n_segments++] = *event;
}

/* Returns: false with an exception */
static bool
search (const SegmentSearch *self, RmgVad *vad, const RmgFrames *source,
    SegmentList *list, KernelWatch *watch)
{
  const RmgVadSegmentSettings lengths = get_lengths (self, vad);
  const size_t frame_size = rmg_vad_get_frame_size (vad);
  RmgVadSegmenter segmenter;
  RmgVadDecision decision;
  RmgVadSegmentEvent event;
  bool is_decided = false;

  rmg_vad_segmenter_reset (&segmenter);
  for (size_t n_read = 0; n_read < source->n_frames;) {
    const size_t first = n_read;

    n_read += rmg_vad_push (
        vad, source, n_read, &self->settings, &decision, &is_decided);
    if (!kernel_watch_pass (watch, (n_read - first) * source->channels))
      return false;
    if (is_decided &&
        rmg_vad_segmenter_push (
            &segmenter, &decision, frame_size, &lengths, &event))
      append (list, &event);
  }
  while (rmg_vad_drain (vad, &self->settings, &decision))
    if (rmg_vad_segmenter_push (
            &segmenter, &decision, frame_size, &lengths, &event))
      append (list, &event);
  if (rmg_vad_segmenter_finish (&segmenter, source->n_frames, &lengths, &event))
    append (list, &event);
  return true;
}

static PyObject *
make_list (const SegmentList *list)
{
  PyObject *result = PyList_New ((Py_ssize_t) list->n_segments);

  for (size_t i = 0; result != NULL && i < list->n_segments; i++) {
    const RmgVadSegmentEvent *segment = &list->segments[i];
    PyObject *row = Py_BuildValue ("KKdd", segment->start, segment->end,
        (double) segment->level_db, (double) segment->probability);

    if (row == NULL || PyList_SetItem (result, (Py_ssize_t) i, row) != 0)
      Py_CLEAR (result);
  }
  return result;
}

static PyObject *
search_array (const SegmentSearch *self, const RmgFrames *source, RmgVad *vad)
{
  /* A segment has at least one analysis frame, and one follows it. */
  const size_t n_most = source->n_frames / rmg_vad_get_frame_size (vad) + 2;
  SegmentList list = { calloc (n_most, sizeof *list.segments), 0 };
  KernelWatch watch;
  PyObject *result;
  bool is_done;

  if (list.segments == NULL)
    return PyErr_NoMemory ();
  kernel_watch_begin (&watch);
  is_done = search (self, vad, source, &list, &watch);
  kernel_watch_end (&watch);
  result = is_done ? make_list (&list) : NULL;
  free (list.segments);
  return result;
}

static PyObject *
open_and_search (SegmentSearch *self, const RmgFrames *source)
{
  RmgVad *vad;
  PyObject *result;

  self->config.channels = source->channels;
  vad = rmg_vad_open (&self->config);
  if (vad == NULL)
    return PyErr_Format (PyExc_ValueError,
        "frame_ms: a frame of %u ms at %u Hz has no sample",
        self->config.frame_ms, self->config.rate_hz);
  result = search_array (self, source, vad);
  rmg_vad_close (vad);
  return result;
}

PyObject *
kernels_find_segments (PyObject *module, PyObject *arguments)
{
  SegmentSearch self = { 0 };
  PyObject *from, *result;
  KernelArray source;

  (void) module;
  if (!PyArg_ParseTuple (arguments, "OO&sO&d(O&O&O&O&):find_segments", &from,
          kernel_number_read, &self.config.rate_hz, &self.engine,
          kernel_number_read, &self.config.frame_ms,
          &self.settings.probability_threshold, kernel_number_read,
          &self.hangover_ms, kernel_number_read, &self.padding_ms,
          kernel_number_read, &self.min_speech_ms, kernel_number_read,
          &self.min_silence_ms) ||
      !find_engine (&self) || !kernel_array_open (&source, from, false))
    return NULL;
  self.settings.energy_threshold = self.settings.probability_threshold;
  result = open_and_search (&self, &source.frames);
  kernel_array_close (&source);
  return result;
}
