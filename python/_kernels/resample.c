/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/resample.h"

#include "python/_kernels/functions.h"
#include "python/_kernels/numbers.h"

#include <string.h>

const char kernels_resample_doc[] =
    "resample(source, target, rate_in, rate_out, quality)\n--\n\n"
    "Resample a clip into an array of the same format and channels.\n\n"
    "The target has ceil(samples * rate_out / rate_in) samples. The quality "
    "is\n"
    "fast, medium, high or best. Rates are in Hz.";

static const char *const qualities[] = {
  [RMG_RESAMPLE_FAST] = "fast",
  [RMG_RESAMPLE_MEDIUM] = "medium",
  [RMG_RESAMPLE_HIGH] = "high",
  [RMG_RESAMPLE_BEST] = "best",
};

bool
kernel_resample_read_quality (const char *name, RmgResampleQuality *quality)
{
  for (unsigned i = 0; i < sizeof qualities / sizeof *qualities; i++)
    if (strcmp (name, qualities[i]) == 0) {
      *quality = (RmgResampleQuality) i;
      return true;
    }
  PyErr_Format (PyExc_ValueError,
      "quality: expected fast, medium, high or best, got '%s'", name);
  return false;
}

static RmgFrames
skip (const RmgFrames *frames, size_t n_skipped, size_t sample_size)
{
  RmgFrames rest = *frames;
  const size_t step =
      sample_size * (frames->interleaved ? frames->channels : 1);

  for (unsigned i = 0; i < frames->channels; i++)
    rest.planes[i] = (char *) frames->planes[i] + n_skipped * step;
  rest.n_frames -= n_skipped;
  return rest;
}

/* Returns: whether there was memory for the resampler */
static bool
run (const RmgResampleConfig *config, const RmgFrames *source,
    const RmgFrames *target, size_t sample_size)
{
  RmgResampler *resampler = rmg_resampler_open (config);
  RmgFrames rest;

  if (resampler == NULL)
    return false;
  rest = skip (
      target, rmg_resampler_process (resampler, source, target), sample_size);
  rmg_resampler_drain (resampler, &rest);
  rmg_resampler_close (resampler);
  return true;
}

static bool
check (const RmgResampleConfig *config, const RmgFrames *source,
    const RmgFrames *target)
{
  const uint64_t length = rmg_resample_length (
      source->n_frames, config->in_rate_hz, config->out_rate_hz);

  if (source->channels == target->channels &&
      source->format == target->format && source->swapped == target->swapped &&
      target->n_frames == length)
    return true;
  PyErr_Format (PyExc_ValueError,
      "target: expected the format of the source and the shape (%u, %llu)",
      source->channels, (unsigned long long) length);
  return false;
}

void
kernel_resample_set_format (RmgResampleConfig *config, const RmgFrames *frames)
{
  config->channels = frames->channels;
  config->format = frames->format;
  config->swapped = frames->swapped;
}

static PyObject *
resample_arrays (RmgResampleConfig *config, const KernelArray *source,
    const KernelArray *target)
{
  bool is_done;

  kernel_resample_set_format (config, &source->frames);
  if (!check (config, &source->frames, &target->frames))
    return NULL;
  Py_BEGIN_ALLOW_THREADS is_done = run (config, &source->frames,
      &target->frames, (size_t) source->buffer.itemsize);
  Py_END_ALLOW_THREADS if (!is_done) return PyErr_NoMemory ();
  Py_RETURN_NONE;
}

bool
kernel_resample_check_rates (const RmgResampleConfig *config)
{
  if (config->in_rate_hz != config->out_rate_hz && config->in_rate_hz > 0 &&
      config->out_rate_hz > 0)
    return true;
  PyErr_Format (PyExc_ValueError,
      "rates: expected two different rates above 0, got %u and %u Hz",
      config->in_rate_hz, config->out_rate_hz);
  return false;
}

PyObject *
kernels_resample (PyObject *module, PyObject *arguments)
{
  RmgResampleConfig config = { .engine = RMG_RESAMPLE_AUTO };
  PyObject *from, *to, *result = NULL;
  KernelArray source, target;
  const char *quality;

  (void) module;
  if (!PyArg_ParseTuple (arguments, "OOO&O&s:resample", &from, &to,
          kernel_number_read, &config.in_rate_hz, kernel_number_read,
          &config.out_rate_hz, &quality) ||
      !kernel_resample_check_rates (&config) ||
      !kernel_resample_read_quality (quality, &config.quality) ||
      !kernel_array_open (&source, from, false))
    return NULL;
  if (kernel_array_open (&target, to, true)) {
    result = resample_arrays (&config, &source, &target);
    kernel_array_close (&target);
  }
  kernel_array_close (&source);
  return result;
}
