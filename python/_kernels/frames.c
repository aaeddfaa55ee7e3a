/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_kernels/frames.h"

#include <string.h>

typedef struct
{
  const char *codes; /* of the struct module */
  Py_ssize_t size;   /* bytes of a sample */
  RmgFormat format;
} SampleCode;

static const SampleCode sample_codes[] = {
  { "f", 4, RMG_FORMAT_F32 },
  { "d", 8, RMG_FORMAT_F64 },
  { "h", 2, RMG_FORMAT_S16 },
  { "il", 4, RMG_FORMAT_S32 },
};

static bool
is_swapped (char order)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return order == '>' || order == '!';
#else
  return order == '<';
#endif
}

static bool
read_format (KernelArray *self)
{
  const char *text = self->buffer.format != NULL ? self->buffer.format : "B";

  if (strchr ("@=<>!", *text) != NULL && *text != '\0')
    self->frames.swapped = is_swapped (*text++);
  for (size_t i = 0; i < sizeof sample_codes / sizeof *sample_codes; i++) {
    const SampleCode *code = &sample_codes[i];

    if (*text != '\0' && text[1] == '\0' && strchr (code->codes, *text) &&
        self->buffer.itemsize == code->size) {
      self->frames.format = code->format;
      return true;
    }
  }
  PyErr_Format (PyExc_TypeError,
      "expected float32, float64, int16 or int32, got the format '%s'",
      self->buffer.format);
  return false;
}

static bool
read_shape (KernelArray *self)
{
  const Py_buffer *buffer = &self->buffer;

  if (buffer->ndim != 2) {
    PyErr_Format (PyExc_ValueError,
        "expected the shape (channels, samples), got %d dimensions",
        buffer->ndim);
    return false;
  }
  if (buffer->shape[0] < 1 || buffer->shape[0] > RMG_MAX_CHANNELS) {
    PyErr_Format (PyExc_ValueError, "expected 1 to %d channels, got %zd",
        RMG_MAX_CHANNELS, buffer->shape[0]);
    return false;
  }
  self->frames.channels = (unsigned) buffer->shape[0];
  self->frames.n_frames = (size_t) buffer->shape[1];
  return true;
}

static bool
read_layout (KernelArray *self)
{
  const Py_buffer *buffer = &self->buffer;
  const Py_ssize_t size = buffer->itemsize, channels = buffer->shape[0];
  const bool is_planar = buffer->strides[1] == size || buffer->shape[1] <= 1;

  self->frames.interleaved = channels == 1 || !is_planar;
  if (!is_planar &&
      (buffer->strides[0] != size || buffer->strides[1] != size * channels)) {
    PyErr_SetString (PyExc_BufferError,
        "expected the samples of a channel, or of a frame, side by side");
    return false;
  }
  for (Py_ssize_t i = 0; i < channels; i++)
    self->frames.planes[i] = (char *) buffer->buf + i * buffer->strides[0];
  return true;
}

bool
kernel_array_open (KernelArray *self, PyObject *object, bool is_written)
{
  const int flags = PyBUF_STRIDES | PyBUF_FORMAT;

  memset (self, 0, sizeof *self);
  if (PyObject_GetBuffer (object, &self->buffer,
          is_written ? flags | PyBUF_WRITABLE : flags) != 0)
    return false;
  if (read_format (self) && read_shape (self) && read_layout (self))
    return true;
  PyBuffer_Release (&self->buffer);
  return false;
}

RmgFrames
kernel_array_cut (const KernelArray *self, size_t first, size_t n_frames)
{
  RmgFrames part = self->frames;
  const size_t n_rest = part.n_frames - first;
  const size_t step =
      (size_t) self->buffer.itemsize * (part.interleaved ? part.channels : 1);

  for (unsigned i = 0; i < part.channels; i++)
    part.planes[i] = (char *) part.planes[i] + first * step;
  part.n_frames = n_frames < n_rest ? n_frames : n_rest;
  return part;
}

void
kernel_array_close (KernelArray *self)
{
  PyBuffer_Release (&self->buffer);
}
