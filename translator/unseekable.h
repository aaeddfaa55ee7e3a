/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Files that cannot be rewound: pipes, sockets, devices. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_unseekable_install:
 * @sink: a filesink or fdsink whose target has been set, linked
 *
 * Where the target is no regular file, keeps muxers from rewriting their
 * header at the end: the sink would fail on it. The sizes in the header of a
 * WAV are made the greatest there are, which readers take for "until the end",
 * and tags are left out.
 */
void rmg_unseekable_install (GstElement *sink);

G_END_DECLS
