/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/frames.h"
#include "python/_kernels/functions.h"
#include "python/_kernels/numbers.h"

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

static SpeechCount
count (RmgVad *vad, const RmgFrames *source, double threshold)
{
  const RmgVadSettings settings = { .energy_threshold = threshold };
  const size_t n_whole =
      source->n_frames - source->n_frames % rmg_vad_get_frame_size (vad);
  RmgFrames whole = *source;
  SpeechCount found = { 0, 0 };
  size_t n_read = 0;

  whole.n_frames = n_whole;
  while (n_read < n_whole) {
    RmgVadDecision decision;
    bool is_decided = false;

    n_read +=
        rmg_vad_push (vad, &whole, n_read, &settings, &decision, &is_decided);
    found.n_frames += is_decided;
    found.n_speech += is_decided && decision.speech;
  }
  return found;
}

static PyObject *
count_array (
    const RmgVadConfig *config, const RmgFrames *source, double threshold)
{
  RmgVad *vad = rmg_vad_open (config);
  SpeechCount found;

  if (vad == NULL) {
    PyErr_Format (PyExc_ZeroDivisionError,
        "a frame of %u ms at %u Hz has no sample", config->frame_ms,
        config->rate_hz);
    return NULL;
  }
  Py_BEGIN_ALLOW_THREADS found = count (vad, source, threshold);
  Py_END_ALLOW_THREADS rmg_vad_close (vad);
  return Py_BuildValue ("nn", found.n_speech, found.n_frames);
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
