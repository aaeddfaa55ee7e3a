/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of a Vorbis stream whose bytes are pushed. The last packet has more
 * samples than the recording; its page says how many of them belong to it. Where
 * bytes are pulled, oggdemux ends its segment there, and the decoder cuts them. */
#pragma once

#include "elements/decode/facts.h"

G_BEGIN_DECLS

/**
 * rmg_vorbis_end_count:
 * @packet: duration of the packet as its page has it, or none
 * @n_frames: frames that were decoded from it
 *
 * Returns: number of frames of the recording, at most @n_frames
 */
gsize rmg_vorbis_end_count (GstClockTime packet, guint rate_hz, gsize n_frames);

/** rmg_vorbis_end_watch: cuts the last output of @decoder; @facts has the last
 * bytes of the file, and outlives the streaming. */
void rmg_vorbis_end_watch (RmgFileFacts *facts, GstElement *decoder);

G_END_DECLS
