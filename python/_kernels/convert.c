/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/frames.h"
#include "python/_kernels/functions.h"

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

static bool
run (RmgConvertConfig *config, const RmgFrames *source, const RmgFrames *target)
{
  RmgConvert *convert;

  config->from = describe (source);
  config->to = describe (target);
  config->cpu = rmg_cpu_features ();
  convert = rmg_convert_open (config);

  if (convert == NULL)
    return false;
  rmg_convert_process (convert, source, target);
  rmg_convert_close (convert);
  return true;
}

static PyObject *
convert_arrays (
    RmgConvertConfig *config, const RmgFrames *source, const RmgFrames *target)
{
  bool is_done;

  if (source->channels != target->channels ||
      source->n_frames != target->n_frames) {
    PyErr_SetString (PyExc_ValueError, "source and target differ in shape");
    return NULL;
  }
  Py_BEGIN_ALLOW_THREADS is_done = run (config, source, target);
  Py_END_ALLOW_THREADS if (!is_done) return PyErr_NoMemory ();
  Py_RETURN_NONE;
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
    result = convert_arrays (&config, &source.frames, &target.frames);
    kernel_array_close (&target);
  }
  kernel_array_close (&source);
  return result;
}
