/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/wrap.h"

#include "python/_native/audio.h"
#include "python/_native/block.h"
#include "python/_native/fork.h"
#include "python/_native/lent.h"

/* Takes over the view of the audio. Returns: (transfer full): NULL with an exception */
static GstBuffer *
lend (const NativeAudio *audio, PyObject *array, int rate_hz)
{
  NativeLoan *loan = native_loan_new (&audio->view, array);
  NativeCaps caps = { 0 };
  GstBuffer *buffer;

  if (!native_loan_protect (loan)) {
    native_loan_free (loan);
    return NULL;
  }
  buffer = native_lent_buffer_new (loan);
  native_caps_get (&caps, audio, rate_hz, audio->is_planar);
  native_caps_describe (&caps, buffer, audio->n_frames);
  native_caps_clear (&caps);
  return buffer;
}

static GstBuffer *
wrap (PyObject *array, int rate_hz, gboolean *is_planar)
{
  NativeAudio audio;
  GstBuffer *buffer;

  if (!native_audio_open (&audio, array))
    return NULL;
  if (!audio.is_packed) {
    PyBuffer_Release (&audio.view);
    PyErr_SetString (PyExc_ValueError,
        "samples: expected a contiguous array in the byte order of the "
        "machine; "
        "numpy.ascontiguousarray() makes one");
    return NULL;
  }
  *is_planar = audio.is_planar;
  native_loans_enter ();
  buffer = lend (&audio, array, rate_hz);
  native_loans_leave ();
  return buffer;
}

PyObject *
native_wrap_lend (PyObject *module, PyObject *arguments)
{
  g_autoptr (GstBuffer) buffer = NULL;
  gboolean is_planar = FALSE;
  PyObject *array, *capsule;
  GObject *holder;
  int rate_hz;

  (void) module;
  if (!PyArg_ParseTuple (arguments, "OiO:lend", &array, &rate_hz, &capsule) ||
      !native_fork_check ())
    return NULL;
  holder = PyCapsule_GetPointer (capsule, NULL);
  if (holder == NULL)
    return NULL;
  rmg_init ();
  buffer = wrap (array, rate_hz, &is_planar);
  if (buffer == NULL)
    return NULL;
  g_object_set (holder, "buffer", buffer, NULL);
  return PyBool_FromLong (is_planar);
}

PyObject *
native_wrap_view (PyObject *module, PyObject *capsule)
{
  GObject *holder = PyCapsule_GetPointer (capsule, NULL);
  GstBuffer *buffer = NULL;

  (void) module;
  if (holder == NULL || !native_fork_check ())
    return NULL;
  g_object_get (holder, "buffer", &buffer, NULL);
  if (buffer != NULL)
    return native_block_view (buffer);
  PyErr_SetString (PyExc_TypeError, "buffer: expected a Gst.Buffer, got None");
  return NULL;
}
