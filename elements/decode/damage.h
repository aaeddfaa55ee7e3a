/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "elements/decode/facts.h"

G_BEGIN_DECLS

/**
 * rmg_damage_report:
 * @facts: about the file that has ended
 * @sink_pad: of the element that reads the file; the last bytes are read there
 * @decoded: (nullable): pad of the decoder, which may know the length
 * @delay: that was cut at the start
 *
 * Posts a warning of the parent of @sink_pad for each kind of missing parts. Called
 * on the streaming thread, at the end of the stream.
 */
void rmg_damage_report (
    RmgFileFacts *facts, GstPad *sink_pad, GstPad *decoded, GstClockTime delay);

G_END_DECLS
