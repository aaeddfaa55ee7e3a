/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_planned_caps_install:
 * @pad: a sink pad
 * @caps: the caps of its edge in the plan
 *
 * Lets @pad answer caps queries from @caps, so that queries do not travel
 * through the whole pipeline. The query function of the pad answers all other
 * queries, and caps queries if the stream differs from the plan. Does nothing if
 * the query function has data.
 */
void rmg_planned_caps_install (GstPad *pad, GstCaps *caps);

G_END_DECLS
