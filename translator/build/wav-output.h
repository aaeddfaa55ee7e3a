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
 * Does nothing unless wavenc is upstream of @sink. Otherwise a WAV of more than
 * two channels has the mask of their positions, and a WAV without samples has the
 * length 0 in its header instead of 2 GiB. If the target is not a regular file,
 * so that the header cannot be written again, its lengths are the maximum, which
 * readers treat as "until the end", and the tags after the samples are left out.
 */
void rmg_wav_output_install (GstElement *sink);

G_END_DECLS
