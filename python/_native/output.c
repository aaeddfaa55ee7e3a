/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/output.h"

#include "python/_native/audio.h"
#include "python/_native/block.h"
#include "python/_native/lent.h"
#include "python/_native/numpy.h"
#include "python/_native/values.h"

static PyObject *
make_dtype (GstAudioFormat format)
{
  const char *name = native_audio_get_dtype (format);
  PyObject *type = name != NULL ? native_numpy_get ("dtype") : NULL;
  PyObject *dtype =
      type != NULL ? PyObject_CallFunction (type, "s", name) : NULL;

  Py_XDECREF (type);
  return dtype;
}

void
native_format_clear (NativeFormat *self)
{
  gst_clear_caps (&self->caps);
  Py_CLEAR (self->dtype);
  Py_CLEAR (self->rate);
}

static bool
read_caps (NativeFormat *self, GstCaps *caps)
{
  if (caps == self->caps && caps != NULL)
    return true;
  native_format_clear (self);
  gst_caps_replace (&self->caps, caps);
  if (caps == NULL || !gst_audio_info_from_caps (&self->info, caps))
    return true;
  self->rate = PyLong_FromLong (GST_AUDIO_INFO_RATE (&self->info));
  self->dtype = make_dtype (GST_AUDIO_INFO_FORMAT (&self->info));
  return self->rate != NULL && (self->dtype != NULL || !PyErr_Occurred ());
}

/* Where the samples lie in a buffer, in bytes. */
typedef struct
{
  gsize n_frames, offset, channel_stride, frame_stride;
} Places;

static bool
find_planes (const GstAudioInfo *info, GstBuffer *buffer, Places *places)
{
  const GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);
  const int n_channels = GST_AUDIO_INFO_CHANNELS (info);

  places->frame_stride = (gsize) GST_AUDIO_INFO_BPS (info);
  if (meta == NULL) {
    places->channel_stride = gst_buffer_get_size (buffer);
    places->n_frames = places->channel_stride / places->frame_stride;
    return n_channels == 1;
  }
  places->n_frames = meta->samples;
  places->offset = meta->offsets[0];
  places->channel_stride = n_channels > 1
      ? meta->offsets[1] - meta->offsets[0]
      : places->n_frames * places->frame_stride;
  for (int i = 1; i < n_channels; i++)
    if (meta->offsets[i] - meta->offsets[i - 1] != places->channel_stride)
      return false;
  return true;
}

static bool
find_places (const GstAudioInfo *info, GstBuffer *buffer, Places *places)
{
  *places = (Places){ 0 };
  if (GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    return find_planes (info, buffer, places);
  places->channel_stride = (gsize) GST_AUDIO_INFO_BPS (info);
  places->frame_stride = (gsize) GST_AUDIO_INFO_BPF (info);
  places->n_frames = gst_buffer_get_size (buffer) / places->frame_stride;
  return true;
}

/* ndarray (shape, dtype, block, offset, strides) */
static PyObject *
make_array (const NativeFormat *self, const Places *places, PyObject *block)
{
  PyObject *arguments = Py_BuildValue ("((in)OOn(nn))",
      GST_AUDIO_INFO_CHANNELS (&self->info), (Py_ssize_t) places->n_frames,
      self->dtype, block, (Py_ssize_t) places->offset,
      (Py_ssize_t) places->channel_stride, (Py_ssize_t) places->frame_stride);
  PyObject *type = native_numpy_get_array_type ();
  PyObject *array = arguments != NULL && type != NULL
      ? PyObject_Call (type, arguments, NULL)
      : NULL;

  Py_XDECREF (arguments);
  return array;
}

static PyObject *
read_samples (const NativeFormat *self, GstBuffer *buffer)
{
  PyObject *owner, *block, *array;
  Places places;

  if (!find_places (&self->info, buffer, &places)) {
    gst_buffer_unref (buffer);
    PyErr_SetString (
        PyExc_BufferError, "the channels of an output lie at uneven distances");
    return NULL;
  }
  owner = native_lent_find_owner (
      buffer, places.n_frames * GST_AUDIO_INFO_BPF (&self->info));
  if (owner != NULL) {
    Py_INCREF (owner);
    gst_buffer_unref (buffer);
    return owner;
  }
  block = native_block_new (buffer);
  if (block == NULL)
    return NULL;
  array = make_array (self, &places, block);
  Py_DECREF (block);
  return array;
}

static PyObject *
read_bytes (GstBuffer *buffer)
{
  GstMapInfo map;
  PyObject *bytes;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    gst_buffer_unref (buffer);
    PyErr_SetString (PyExc_BufferError, "an output cannot be mapped");
    return NULL;
  }
  bytes = PyBytes_FromStringAndSize (
      (const char *) map.data, (Py_ssize_t) map.size);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_unref (buffer);
  return bytes;
}

PyObject *
native_output_read (NativeFormat *self, RmgOutput *output)
{
  GstBuffer *buffer = g_steal_pointer (&output->buffer);
  RmgValue *value = rmg_value_buffer_peek (buffer);
  PyObject *samples, *result;

  if (value != NULL) {
    result = native_value_read (value);
    gst_buffer_unref (buffer);
    return result;
  }
  if (!read_caps (self, output->caps)) {
    gst_buffer_unref (buffer);
    return NULL;
  }
  if (self->dtype == NULL)
    return read_bytes (buffer);
  samples = read_samples (self, buffer);
  result = samples != NULL ? PyTuple_Pack (2, samples, self->rate) : NULL;
  Py_XDECREF (samples);
  return result;
}

PyObject *
native_output_read_results (const RmgOutput *output)
{
  if (output->results == NULL)
    Py_RETURN_NONE;
  return native_structure_read (output->results);
}
