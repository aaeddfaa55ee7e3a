/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/audio.h"

#include "python/_native/loan.h"

#include <string.h>

#define MAX_CHANNELS 64

typedef struct
{
  const char *codes; /* of the struct module; NULL: for outputs only */
  gssize size;       /* bytes of a sample */
  GstAudioFormat format;
  const char *dtype;
} SampleType;

static const SampleType sample_types[] = {
  { "f", 4, GST_AUDIO_FORMAT_F32, "f4" },
  { "d", 8, GST_AUDIO_FORMAT_F64, "f8" },
  { "h", 2, GST_AUDIO_FORMAT_S16, "i2" },
  { "il", 4, GST_AUDIO_FORMAT_S32, "i4" },
  { NULL, 1, GST_AUDIO_FORMAT_S8, "i1" },
  { NULL, 1, GST_AUDIO_FORMAT_U8, "u1" },
  { NULL, 2, GST_AUDIO_FORMAT_U16, "u2" },
  { NULL, 4, GST_AUDIO_FORMAT_U32, "u4" },
};

static bool
is_swapped (char order)
{
  return order == (G_BYTE_ORDER == G_LITTLE_ENDIAN ? '>' : '<') ||
      (order == '!' && G_BYTE_ORDER == G_LITTLE_ENDIAN);
}

static bool
read_format (NativeAudio *self)
{
  const char *text = self->view.format != NULL ? self->view.format : "B";

  if (*text != '\0' && strchr ("@=<>!", *text) != NULL)
    self->is_swapped = is_swapped (*text++);
  for (guint i = 0; i < G_N_ELEMENTS (sample_types); i++) {
    const SampleType *type = &sample_types[i];

    if (type->codes != NULL && *text != '\0' && text[1] == '\0' &&
        strchr (type->codes, *text) != NULL &&
        self->view.itemsize == type->size) {
      self->format = type->format;
      return true;
    }
  }
  PyErr_Format (PyExc_TypeError,
      "samples: expected float32, float64, int16 or int32, got the format '%s'",
      self->view.format != NULL ? self->view.format : "B");
  return false;
}

static bool
read_shape (NativeAudio *self)
{
  const Py_buffer *view = &self->view;

  if (view->ndim != 1 && view->ndim != 2) {
    PyErr_Format (PyExc_ValueError,
        "samples: expected the shape (samples,) or (channels, samples), got %d "
        "dimensions",
        view->ndim);
    return false;
  }
  if (view->ndim == 2 &&
      (view->shape[0] < 1 || view->shape[0] > MAX_CHANNELS)) {
    PyErr_Format (PyExc_ValueError,
        "samples: expected 1 to %d channels, got %zd: is this (samples, "
        "channels)?",
        MAX_CHANNELS, view->shape[0]);
    return false;
  }
  self->n_channels = view->ndim == 2 ? (guint) view->shape[0] : 1;
  self->n_frames = (gsize) view->shape[view->ndim - 1];
  self->frame_stride = view->strides[view->ndim - 1];
  self->channel_stride = view->ndim == 2 ? view->strides[0] : 0;
  return true;
}

static void
read_layout (NativeAudio *self)
{
  const gssize size = self->view.itemsize, n_channels = self->n_channels;
  const gssize plane = size * (gssize) self->n_frames;
  const gboolean has_planes = self->frame_stride == size &&
      (n_channels == 1 || self->channel_stride == plane);
  const gboolean has_frames = self->frame_stride == size * n_channels &&
      (n_channels == 1 || self->channel_stride == size);

  self->is_planar = n_channels > 1 && !has_frames;
  self->is_packed = !self->is_swapped && (has_planes || has_frames);
}

bool
native_audio_open (NativeAudio *self, PyObject *array)
{
  memset (self, 0, sizeof *self);
  if (PyObject_GetBuffer (array, &self->view, PyBUF_STRIDES | PyBUF_FORMAT) !=
      0)
    return false;
  if (read_format (self) && read_shape (self)) {
    read_layout (self);
    return true;
  }
  PyBuffer_Release (&self->view);
  return false;
}

static void
copy_sample (char *to, const char *from, gssize size, gboolean swaps)
{
  if (!swaps)
    memcpy (to, from, (gsize) size);
  else
    for (gssize i = 0; i < size; i++)
      to[i] = from[size - 1 - i];
}

GstBuffer *
native_audio_copy (const NativeAudio *self, gboolean is_planar)
{
  const gssize size = self->view.itemsize;
  const gssize n_channels = self->n_channels;
  const gssize n_frames = (gssize) self->n_frames;
  const gssize n_bytes = size * n_channels * n_frames;
  PyThreadState *state =
      native_interpreter_release (n_bytes > NATIVE_LONG_COPY_BYTES);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, (gsize) n_bytes, NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  if (self->is_packed && is_planar == self->is_planar)
    memcpy (map.data, self->view.buf, map.size);
  else
    for (gssize c = 0; c < n_channels; c++)
      for (gssize i = 0; i < n_frames; i++)
        copy_sample ((char *) map.data +
                size * (is_planar ? c * n_frames + i : i * n_channels + c),
            (const char *) self->view.buf + c * self->channel_stride +
                i * self->frame_stride,
            size, self->is_swapped);
  gst_buffer_unmap (buffer, &map);
  native_interpreter_take (state);
  return buffer;
}

static bool
is_same (const NativeCaps *self, const NativeAudio *audio, int rate_hz,
    gboolean is_planar)
{
  return self->caps != NULL && self->format == audio->format &&
      self->n_channels == audio->n_channels && self->rate_hz == rate_hz &&
      self->is_planar == is_planar;
}

GstCaps *
native_caps_get (
    NativeCaps *self, const NativeAudio *audio, int rate_hz, gboolean is_planar)
{
  if (is_same (self, audio, rate_hz, is_planar))
    return self->caps;
  gst_clear_caps (&self->caps);
  self->format = audio->format;
  self->n_channels = audio->n_channels;
  self->rate_hz = rate_hz;
  self->is_planar = is_planar;
  gst_audio_info_set_format (
      &self->info, audio->format, rate_hz, (int) audio->n_channels, NULL);
  if (is_planar)
    self->info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  self->caps = gst_audio_info_to_caps (&self->info);
  return self->caps;
}

void
native_caps_describe (const NativeCaps *self, GstBuffer *buffer, gsize n_frames)
{
  if (self->is_planar)
    gst_buffer_add_audio_meta (buffer, &self->info, n_frames, NULL);
}

void
native_caps_clear (NativeCaps *self)
{
  gst_clear_caps (&self->caps);
}

const char *
native_audio_get_dtype (GstAudioFormat format)
{
  for (guint i = 0; i < G_N_ELEMENTS (sample_types); i++)
    if (sample_types[i].format == format)
      return sample_types[i].dtype;
  return NULL;
}

GstAudioFormat
native_audio_find_format (const char *dtype)
{
  for (guint i = 0; i < G_N_ELEMENTS (sample_types); i++)
    if (sample_types[i].codes != NULL &&
        g_str_equal (sample_types[i].dtype, dtype))
      return sample_types[i].format;
  PyErr_Format (
      PyExc_ValueError, "dtype: expected f4, f8, i2 or i4, got '%s'", dtype);
  return GST_AUDIO_FORMAT_UNKNOWN;
}
