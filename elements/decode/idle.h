/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_idle_check:
 * @bin: contains decoders and demuxers
 * @sink_pad: input of @bin
 *
 * Returns: whether no thread is left that could move data: all tasks of the
 *   elements in @bin, and of those upstream, are paused or stopped and have returned,
 *   and the source has started
 */
gboolean rmg_idle_check (GstBin *bin, GstPad *sink_pad);

G_END_DECLS
