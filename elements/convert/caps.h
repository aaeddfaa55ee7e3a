/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Possible output caps of rmgconvert, and its choice among them. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_LAYOUT_NEGOTIATE,
  RMG_LAYOUT_INTERLEAVED,
  RMG_LAYOUT_NON_INTERLEAVED,
} RmgLayout;

/* Restrictions of the output by the properties. */
typedef struct
{
  GstAudioFormat format; /* GST_AUDIO_FORMAT_UNKNOWN: any */
  gint channels;         /* 0: any */
  RmgLayout layout;
  gint matrix_inputs, matrix_outputs; /* 0: no matrix is set */
} RmgConvertTarget;

/**
 * rmg_convert_caps_transform:
 * @target: restrictions of the source pad
 * @direction: the pad of @caps
 * @caps: caps of one pad
 *
 * Returns: (transfer full): possible caps of the other pad, those without
 *   conversion first
 */
GstCaps *rmg_convert_caps_transform (
    const RmgConvertTarget *target, GstPadDirection direction, GstCaps *caps);

/**
 * rmg_convert_caps_fixate:
 * @caps: fixed caps of one pad
 * @other: (transfer full): possible caps of the other pad
 *
 * Keeps the channels of @caps if possible, otherwise chooses the next larger
 * number, otherwise the next smaller one. Keeps the format of @caps if possible,
 * otherwise chooses the nearest lossless format, otherwise the format with the
 * least loss. All structures of @other count.
 *
 * Returns: (transfer full): fixed caps
 */
GstCaps *rmg_convert_caps_fixate (GstCaps *caps, GstCaps *other);

G_END_DECLS
