/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* remotemedia._kernels: the kernels of elements/dsp on arrays of Python. */

#include "python/_kernels/functions.h"

static PyMethodDef methods[] = {
  { "convert", kernels_convert, METH_VARARGS, kernels_convert_doc },
  { "resample", kernels_resample, METH_VARARGS, kernels_resample_doc },
  { "count_speech", kernels_count_speech, METH_VARARGS,
      kernels_count_speech_doc },
  { "find_segments", kernels_find_segments, METH_VARARGS,
      kernels_find_segments_doc },
  { NULL, NULL, 0, NULL },
};

static PyModuleDef_Slot slots[] = {
  { Py_mod_exec, kernels_add_resampler },
  { 0, NULL },
};

static PyModuleDef definition = {
  PyModuleDef_HEAD_INIT,
  .m_name = "_kernels",
  .m_doc =
      "Resampling, sample formats and voice activity on arrays of the shape\n"
      "(channels, samples). The interpreter is released meanwhile.",
  .m_methods = methods,
  .m_slots = slots,
};

PyMODINIT_FUNC PyInit__kernels (void);

PyMODINIT_FUNC
PyInit__kernels (void)
{
  return PyModuleDef_Init (&definition);
}
