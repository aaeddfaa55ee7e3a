/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/input-check.h"

#include "gst/buffers/borrowed.h"
#include <rmg/error.h>
#include <rmg/value-memory.h>

static gboolean
refuse (const RmgInlet *inlet, const char *expected, const char *found,
    GError **error)
{
  g_set_error (error, RMG_ERROR, RMG_ERROR_INPUT,
      "node \"%s\": expected %s, found %s", inlet->node_id, expected, found);
  return FALSE;
}

static gboolean
refuse_caps (const RmgInlet *inlet, const char *expected, const GstCaps *found,
    GError **error)
{
  g_autofree char *text = gst_caps_to_string (found);

  return refuse (inlet, expected, text, error);
}

static gboolean
is_media_type (const GstCaps *caps, const char *name)
{
  return gst_structure_has_name (gst_caps_get_structure (caps, 0), name);
}

static gboolean
check_caps (const RmgInlet *inlet, GstCaps *caps, GError **error)
{
  g_autofree char *expected = NULL;
  GstAudioInfo info;

  if (!gst_caps_is_fixed (caps))
    return refuse_caps (inlet, "fixed caps", caps, error);
  if (inlet->port->caps != NULL &&
      !gst_caps_is_subset (caps, inlet->port->caps)) {
    expected = gst_caps_to_string (inlet->port->caps);
    return refuse_caps (inlet, expected, caps, error);
  }
  if (is_media_type (caps, "audio/x-raw") &&
      !gst_audio_info_from_caps (&info, caps))
    return refuse_caps (inlet,
        "raw audio with valid format, rate, channels and layout", caps, error);
  return TRUE;
}

static gboolean
check_planes (const RmgInlet *inlet, const GstAudioInfo *info,
    GstBuffer *buffer, GError **error)
{
  gsize size = gst_buffer_get_size (buffer);
  const GstAudioMeta *meta = gst_buffer_get_audio_meta (buffer);
  int n_channels = GST_AUDIO_INFO_CHANNELS (info);

  if (meta == NULL && n_channels > 1)
    return refuse (inlet, "a GstAudioMeta, since the samples are planar",
        "none in the buffer", error);
  if (meta == NULL || meta->info.channels != n_channels)
    return meta == NULL ||
        refuse (inlet, "a GstAudioMeta with the channels of the caps",
            "another number", error);
  for (int i = 0; meta->offsets != NULL && i < n_channels; i++)
    if (meta->offsets[i] > size ||
        meta->samples * (gsize) GST_AUDIO_INFO_BPS (info) >
            size - meta->offsets[i])
      return refuse (inlet, "planes inside the buffer",
          "a GstAudioMeta that exceeds it", error);
  return TRUE;
}

static gboolean
check_audio (const RmgInlet *inlet, const GstAudioInfo *info, GstBuffer *buffer,
    GError **error)
{
  gsize size = gst_buffer_get_size (buffer);
  guint bytes_per_frame = GST_AUDIO_INFO_BPF (info);

  if (size > 0 && size % bytes_per_frame == 0)
    return GST_AUDIO_INFO_LAYOUT (info) == GST_AUDIO_LAYOUT_INTERLEAVED ||
        check_planes (inlet, info, buffer, error);
  g_set_error (error, RMG_ERROR, RMG_ERROR_INPUT,
      "node \"%s\": expected one or more whole frames of %u byte%s, found "
      "%" G_GSIZE_FORMAT " byte%s",
      inlet->node_id, bytes_per_frame, bytes_per_frame == 1 ? "" : "s", size,
      size == 1 ? "" : "s");
  return FALSE;
}

static gboolean
check_content (
    const RmgInlet *inlet, GstCaps *caps, GstBuffer *buffer, GError **error)
{
  GstAudioInfo info;

  if (is_media_type (caps, "audio/x-raw"))
    return gst_audio_info_from_caps (&info, caps) &&
        check_audio (inlet, &info, buffer, error);
  if (is_media_type (caps, RMG_VALUE_MEDIA_TYPE) &&
      rmg_value_buffer_peek (buffer) == NULL)
    return refuse (inlet, "a buffer of rmg_value_buffer_new()",
        "one without a value", error);
  return TRUE;
}

gboolean
rmg_input_check (
    const RmgInlet *inlet, GstCaps *caps, GstBuffer *buffer, GError **error)
{
  if (caps == NULL)
    return refuse (inlet, "the caps of the buffer", "none", error);
  if (buffer == NULL)
    return refuse (inlet, "a buffer", "none", error);
  if (rmg_borrowed_is_empty (buffer))
    return refuse (inlet, "a buffer with content",
        "borrowed memory that was settled", error);
  if (caps == inlet->caps && inlet->is_audio)
    return check_audio (inlet, &inlet->info, buffer, error);
  if (caps != inlet->caps && !check_caps (inlet, caps, error))
    return FALSE;
  return check_content (inlet, caps, buffer, error);
}
