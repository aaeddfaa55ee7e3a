/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What rmgresample can turn into what: anything but the rate stays. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_resample_caps_transform:
 * @caps: of one side
 * @direction: which side that is
 * @rate_hz: the rate that leaves, or 0 for any
 *
 * Returns: (transfer full): what the other side can be
 */
GstCaps *rmg_resample_caps_transform (
    GstCaps *caps, GstPadDirection direction, gint rate_hz);

/**
 * rmg_resample_caps_fixate:
 * @caps: fixed caps of one side
 * @other: (transfer full): what the other side can be
 *
 * Returns: (transfer full): fixed caps with the nearest possible rate
 */
GstCaps *rmg_resample_caps_fixate (GstCaps *caps, GstCaps *other);

G_END_DECLS
