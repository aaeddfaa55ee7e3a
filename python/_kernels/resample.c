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

/* Returns: frames of the input whose work is that on KERNEL_WATCH_SAMPLES */
static size_t
get_slice (const RmgResampleConfig *config)
{
  const size_t ratio = config->out_rate_hz / config->in_rate_hz + 1;
  const size_t slice = KERNEL_WATCH_SAMPLES / config->channels / ratio;

  return slice > 0 ? slice : 1;
}

bool
kernel_resample_process (RmgResampler *resampler,
    const RmgResampleConfig *config, const KernelArray *source,
    const KernelArray *target, size_t *n_written, KernelWatch *watch)
{
  const size_t n_frames = source->frames.n_frames;
  const size_t slice = get_slice (config);
  bool goes_on = true;

  *n_written = 0;
  for (size_t first = 0; goes_on && first < n_frames; first += slice) {
    const RmgFrames from = kernel_array_cut (source, first, slice);
    const RmgFrames to = kernel_array_cut (target, *n_written, SIZE_MAX);

    *n_written += rmg_resampler_process (resampler, &from, &to);
    goes_on = kernel_watch_pass (watch, KERNEL_WATCH_SAMPLES);
  }
  return goes_on;
}

/* Returns: false without memory, or with an exception */
static bool
run (const RmgResampleConfig *config, const KernelArray *source,
    const KernelArray *target, KernelWatch *watch)
{
  RmgResampler *resampler = rmg_resampler_open (config);
  size_t n_written;
  bool is_done;

  if (resampler == NULL)
    return false;
  is_done = kernel_resample_process (
      resampler, config, source, target, &n_written, watch);
  if (is_done) {
    const RmgFrames rest = kernel_array_cut (target, n_written, SIZE_MAX);

    rmg_resampler_drain (resampler, &rest);
  }
  rmg_resampler_close (resampler);
  return is_done;
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
  KernelWatch watch;

  kernel_resample_set_format (config, &source->frames);
  if (!check (config, &source->frames, &target->frames))
    return NULL;
  kernel_watch_begin (&watch);
  return kernel_watch_finish (&watch, run (config, source, target, &watch));
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
