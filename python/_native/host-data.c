/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/host-data.h"

#include "python/_native/numpy.h"
#include "python/_native/values.h"

#define TEXT_MEDIA_TYPE "text/x-raw"

static gboolean
is_text (const GstCaps *caps)
{
  return caps != NULL && gst_caps_get_size (caps) > 0 &&
      gst_structure_has_name (
          gst_caps_get_structure (caps, 0), TEXT_MEDIA_TYPE);
}

static PyObject *
decode (PyObject *bytes)
{
  PyObject *text = bytes != NULL
      ? PyUnicode_FromEncodedObject (bytes, "utf-8", "surrogateescape")
      : NULL;

  Py_XDECREF (bytes);
  return text;
}

/* Returns: the format with full samples, if numpy lacks that of the audio, as it does
 * for 24 bits; UNKNOWN otherwise */
static GstAudioFormat
choose_unpacked (const GstAudioInfo *info)
{
  const GstAudioFormat format = GST_AUDIO_INFO_FORMAT (info);

  if (native_audio_get_dtype (format) != NULL ||
      info->finfo->unpack_func == NULL ||
      GST_AUDIO_INFO_LAYOUT (info) != GST_AUDIO_LAYOUT_INTERLEAVED)
    return GST_AUDIO_FORMAT_UNKNOWN;
  return info->finfo->unpack_format;
}

static GstCaps *
get_unpacked_caps (NativeHostData *self, GstCaps *packed, GstAudioFormat format)
{
  if (self->packed == packed)
    return self->unpacked;
  gst_caps_replace (&self->packed, packed);
  gst_caps_take (&self->unpacked, gst_caps_copy (packed));
  gst_caps_set_simple (self->unpacked, "format", G_TYPE_STRING,
      gst_audio_format_to_string (format), NULL);
  return self->unpacked;
}

/* Replaces samples in a format that numpy lacks by full ones, as int32 for 24 bits. */
static void
unpack (NativeHostData *self, RmgOutput *output)
{
  GstAudioInfo info;
  GstAudioFormat format;
  const GstAudioFormatInfo *unpacked;
  GstMapInfo from, to;
  GstBuffer *buffer;
  gsize n_samples;

  if (output->caps == NULL || !gst_audio_info_from_caps (&info, output->caps))
    return;
  format = choose_unpacked (&info);
  if (format == GST_AUDIO_FORMAT_UNKNOWN ||
      !gst_buffer_map (output->buffer, &from, GST_MAP_READ))
    return;
  unpacked = gst_audio_format_get_info (format);
  n_samples =
      from.size / (gsize) (GST_AUDIO_FORMAT_INFO_WIDTH (info.finfo) / 8);
  buffer = gst_buffer_new_allocate (
      NULL, n_samples * GST_AUDIO_FORMAT_INFO_WIDTH (unpacked) / 8, NULL);
  gst_buffer_map (buffer, &to, GST_MAP_WRITE);
  info.finfo->unpack_func (info.finfo, GST_AUDIO_PACK_FLAG_NONE, to.data,
      from.data, (int) n_samples);
  gst_buffer_unmap (buffer, &to);
  gst_buffer_unmap (output->buffer, &from);
  gst_buffer_unref (output->buffer);
  output->buffer = buffer;
  output->caps = get_unpacked_caps (self, output->caps, format);
}

PyObject *
native_host_data_read (NativeHostData *self, RmgHostItem *item)
{
  RmgOutput output = { .caps = item->caps };
  PyObject *data;

  if (item->buffer == NULL)
    Py_RETURN_NONE;
  output.buffer = g_steal_pointer (&item->buffer);
  self->is_text = is_text (item->caps);
  unpack (self, &output);
  data = native_output_read (&self->input, &output);
  self->is_planar = self->input.dtype != NULL &&
      GST_AUDIO_INFO_LAYOUT (&self->input.info) ==
          GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  return self->is_text ? decode (data) : data;
}

/* Returns: (transfer none) (nullable): the samples of a tuple or list (samples,
 * rate, ...) */
static PyObject *
find_samples (PyObject *object, long *rate_hz)
{
  PyObject *samples, *rate;

  if (PyTuple_Check (object) && PyTuple_Size (object) >= 2) {
    samples = PyTuple_GetItem (object, 0);
    rate = PyTuple_GetItem (object, 1);
  } else if (PyList_Check (object) && PyList_Size (object) >= 2) {
    samples = PyList_GetItem (object, 0);
    rate = PyList_GetItem (object, 1);
  } else {
    return NULL;
  }
  if (!native_numpy_is_array (samples) || !PyLong_Check (rate))
    return NULL;
  *rate_hz = PyLong_AsLong (rate);
  return samples;
}

static GstBuffer *
write_samples (
    NativeHostData *self, PyObject *samples, int rate_hz, GstCaps **caps)
{
  NativeAudio audio;
  GstBuffer *buffer;
  gboolean is_planar;

  if (!native_audio_open (&audio, samples))
    return NULL;
  is_planar = audio.n_channels > 1 && self->is_planar;
  *caps = gst_caps_ref (
      native_caps_get (&self->output, &audio, rate_hz, is_planar));
  buffer = native_audio_copy (&audio, is_planar);
  native_caps_describe (&self->output, buffer, audio.n_frames);
  PyBuffer_Release (&audio.view);
  return buffer;
}

static GstBuffer *
write_bytes (PyObject *bytes)
{
  char *data = NULL;
  Py_ssize_t length = 0;
  GstBuffer *buffer = NULL;

  if (bytes != NULL && PyBytes_AsStringAndSize (bytes, &data, &length) == 0)
    buffer = gst_buffer_new_memdup (data, (gsize) length);
  return buffer;
}

static GstBuffer *
write_text (PyObject *text)
{
  PyObject *bytes =
      PyUnicode_AsEncodedString (text, "utf-8", "surrogateescape");
  GstBuffer *buffer = write_bytes (bytes);

  Py_XDECREF (bytes);
  return buffer;
}

static gboolean
is_other_data (const NativeHostData *self)
{
  return self->input.caps != NULL && self->input.dtype == NULL;
}

GstBuffer *
native_host_data_write (NativeHostData *self, PyObject *object, GstCaps **caps)
{
  RmgValue *value;
  long rate_hz = 0;
  PyObject *samples = find_samples (object, &rate_hz);

  if (samples != NULL && rate_hz >= 1 && rate_hz <= G_MAXINT)
    return write_samples (self, samples, (int) rate_hz, caps);
  if (self->is_text && PyUnicode_Check (object))
    return write_text (object);
  if (PyBytes_Check (object) && is_other_data (self))
    return write_bytes (object);
  PyErr_Clear ();
  value = native_value_new (object);
  if (value == NULL)
    return NULL;
  *caps = gst_caps_new_empty_simple (RMG_VALUE_MEDIA_TYPE);
  return rmg_value_buffer_new (value);
}

void
native_host_data_clear (NativeHostData *self)
{
  native_format_clear (&self->input);
  gst_clear_caps (&self->packed);
  gst_clear_caps (&self->unpacked);
  native_caps_clear (&self->output);
}
