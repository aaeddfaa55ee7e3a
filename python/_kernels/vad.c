/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/frames.h"
#include "python/_kernels/functions.h"
#include "python/_kernels/numbers.h"
#include "python/_kernels/watch.h"

#include "elements/dsp/vad/vad.h"

const char kernels_count_speech_doc[] =
    "count_speech(source, rate, frame_ms, threshold)\n--\n\n"
    "Return the numbers of speech frames and of all whole frames.\n\n"
    "A frame is speech if the root mean square of the mean of the channels is\n"
    "above the threshold (linear, full scale 1).";

typedef struct
{
  Py_ssize_t n_speech;
  Py_ssize_t n_frames;
} SpeechCount;

/* Returns: false with an exception */
static bool
count (RmgVad *vad, const RmgFrames *source, double threshold,
    SpeechCount *found, KernelWatch *watch)
{
  const RmgVadSettings settings = { .energy_threshold = threshold };
  const size_t n_whole =
      source->n_frames - source->n_frames % rmg_vad_get_frame_size (vad);
  RmgFrames whole = *source;
  size_t n_read = 0;
  bool goes_on = true;

  whole.n_frames = n_whole;
  while (goes_on && n_read < n_whole) {
    const size_t first = n_read;
    RmgVadDecision decision;
    bool is_decided = false;

    n_read +=
        rmg_vad_push (vad, &whole, n_read, &settings, &decision, &is_decided);
    found->n_frames += is_decided;
    found->n_speech += is_decided && decision.speech;
    goes_on = kernel_watch_pass (watch, (n_read - first) * whole.channels);
  }
  return goes_on;
}

static PyObject *
count_array (
    const RmgVadConfig *config, const RmgFrames *source, double threshold)
{
  RmgVad *vad = rmg_vad_open (config);
  SpeechCount found = { 0, 0 };
  KernelWatch watch;
  bool is_done;

  if (vad == NULL) {
    PyErr_Format (PyExc_ZeroDivisionError,
        "a frame of %u ms at %u Hz has no sample", config->frame_ms,
        config->rate_hz);
    return NULL;
  }
  kernel_watch_begin (&watch);
  is_done = count (vad, source, threshold, &found, &watch);
  kernel_watch_end (&watch);
  rmg_vad_close (vad);
  return is_done ? Py_BuildValue ("nn", found.n_speech, found.n_frames) : NULL;
}

PyObject *
kernels_count_speech (PyObject *module, PyObject *arguments)
{
  RmgVadConfig config = { .engine = RMG_VAD_ENERGY };
  PyObject *from, *result;
  KernelArray source;
  double threshold;

  (void) module;
  if (!PyArg_ParseTuple (arguments, "OO&O&d:count_speech", &from,
          kernel_number_read, &config.rate_hz, kernel_number_read,
          &config.frame_ms, &threshold) ||
      !kernel_array_open (&source, from, false))
    return NULL;
  config.channels = source.frames.channels;
  result = count_array (&config, &source.frames, threshold);
  kernel_array_close (&source);
  return result;
}
