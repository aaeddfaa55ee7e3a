/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Corrections of the header and the end of files that wavenc writes. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_wav_output_install:
 * @sink: a filesink or fdsink whose target has been set, linked
 *
 * Does nothing unless wavenc is in front of @sink. Otherwise:
 * a WAV of more than two channels has the mask of their positions,
 * a WAV without samples says so in its header, instead of a length of 2 GiB;
 * and where the target is no regular file, so that the header cannot be
 * written again, the lengths in it are the greatest there are, which readers
 * take for "until the end", and the tags that would follow the samples are
 * left out.
 */
void rmg_wav_output_install (GstElement *sink);

G_END_DECLS
