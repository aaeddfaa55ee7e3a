/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/frames.h"
#include "python/_kernels/functions.h"
#include "python/_kernels/watch.h"

#include "elements/dsp/base/cpu.h"
#include "elements/dsp/convert/convert.h"

const char kernels_convert_doc[] =
    "convert(source, target, dither=False, seed=0)\n--\n\n"
    "Convert samples into an array of another format, with the same shape.\n\n"
    "Integers are rounded half to even and saturated; NaN becomes 0. Dither "
    "is\n"
    "triangular noise where integers lose bits.";

static RmgConvertSide
describe (const RmgFrames *frames)
{
  return (RmgConvertSide){ frames->format, frames->swapped, frames->interleaved,
    frames->channels };
}

/* Returns: false with an exception */
static bool
process (RmgConvert *convert, const KernelArray *source,
    const KernelArray *target, KernelWatch *watch)
{
  const size_t n_frames = source->frames.n_frames;
  const size_t slice = KERNEL_WATCH_SAMPLES / source->frames.channels;
  bool goes_on = true;

  for (size_t first = 0; goes_on && first < n_frames; first += slice) {
    const RmgFrames from = kernel_array_cut (source, first, slice);
    const RmgFrames to = kernel_array_cut (target, first, slice);

    rmg_convert_process (convert, &from, &to);
    goes_on = kernel_watch_pass (watch, KERNEL_WATCH_SAMPLES);
  }
  return goes_on;
}

/* Returns: false without memory, or with an exception */
static bool
run (RmgConvertConfig *config, const KernelArray *source,
    const KernelArray *target, KernelWatch *watch)
{
  RmgConvert *convert;
  bool is_done;

  config->from = describe (&source->frames);
  config->to = describe (&target->frames);
  config->cpu = rmg_cpu_features ();
  convert = rmg_convert_open (config);

  if (convert == NULL)
    return false;
  is_done = process (convert, source, target, watch);
  rmg_convert_close (convert);
  return is_done;
}

static PyObject *
convert_arrays (RmgConvertConfig *config, const KernelArray *source,
    const KernelArray *target)
{
  KernelWatch watch;

  if (source->frames.channels != target->frames.channels ||
      source->frames.n_frames != target->frames.n_frames) {
    PyErr_SetString (PyExc_ValueError, "source and target differ in shape");
    return NULL;
  }
  kernel_watch_begin (&watch);
  return kernel_watch_finish (&watch, run (config, source, target, &watch));
}

PyObject *
kernels_convert (PyObject *module, PyObject *arguments)
{
  PyObject *from, *to, *result = NULL;
  RmgConvertConfig config = { .dither = RMG_DITHER_NONE };
  KernelArray source, target;
  int has_dither = 0;

  (void) module;
  if (!PyArg_ParseTuple (
          arguments, "OO|pI:convert", &from, &to, &has_dither, &config.seed) ||
      !kernel_array_open (&source, from, false))
    return NULL;
  if (kernel_array_open (&target, to, true)) {
    config.dither = has_dither ? RMG_DITHER_TPDF : RMG_DITHER_NONE;
    result = convert_arrays (&config, &source, &target);
    kernel_array_close (&target);
  }
  kernel_array_close (&source);
  return result;
}
