/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Audio in an array of Python, of the shape (channels, samples) or (samples,). */
#pragma once

#include "python/_native/python.h"

#include <gst/audio/audio.h>

typedef struct
{
  Py_buffer view;
  GstAudioFormat format;
  guint n_channels;
  gsize n_frames;
  gssize channel_stride, frame_stride; /* bytes */
  gboolean is_swapped;                 /* the other byte order */
  gboolean is_packed;                  /* one piece, in the layout is_planar */
  gboolean is_planar;
} NativeAudio;

/* Caps of the last format, so that equal formats have the same caps. */
typedef struct
{
  GstAudioFormat format;
  guint n_channels;
  int rate_hz;
  gboolean is_planar;
  GstAudioInfo info;
  GstCaps *caps;
} NativeCaps;

/* Views an array of float32, float64, int16 or int32.
 * Returns: false with an exception */
bool native_audio_open (NativeAudio *self, PyObject *array);

/* Returns: (transfer full): a buffer with a copy of the samples */
GstBuffer *native_audio_copy (const NativeAudio *self, gboolean is_planar);

/* Returns: (transfer none): caps of the audio, valid until the next call */
GstCaps *native_caps_get (NativeCaps *self, const NativeAudio *audio,
    int rate_hz, gboolean is_planar);

/* Adds the places of the channels that a planar buffer needs. */
void native_caps_describe (
    const NativeCaps *self, GstBuffer *buffer, gsize n_frames);

void native_caps_clear (NativeCaps *self);

/* Returns: name in numpy, such as "f4"; NULL if numpy has none */
const char *native_audio_get_dtype (GstAudioFormat format);

/* Returns: GST_AUDIO_FORMAT_UNKNOWN with an exception for other names */
GstAudioFormat native_audio_find_format (const char *dtype);
