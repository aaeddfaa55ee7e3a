/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Caps conversions of rmgresample: only the rate changes. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_resample_caps_transform:
 * @caps: of one side
 * @direction: the pad of @caps
 * @rate_hz: the output rate, or 0 for any
 *
 * Returns: (transfer full): possible caps of the other side
 */
GstCaps *rmg_resample_caps_transform (
    GstCaps *caps, GstPadDirection direction, gint rate_hz);

/**
 * rmg_resample_caps_fixate:
 * @caps: fixed caps of one side
 * @other: (transfer full): possible caps of the other side
 *
 * Returns: (transfer full): fixed caps with the nearest possible rate
 */
GstCaps *rmg_resample_caps_fixate (GstCaps *caps, GstCaps *other);

G_END_DECLS
