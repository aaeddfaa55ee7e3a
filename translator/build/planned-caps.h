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
 * Lets @pad answer caps queries from @caps, so that a question is not passed
 * on through all of the pipeline. Where the stream is another than planned,
 * the pad's own function answers, as it does all other queries. Pads whose
 * query function has data of its own are left alone.
 */
void rmg_planned_caps_install (GstPad *pad, GstCaps *caps);

G_END_DECLS
