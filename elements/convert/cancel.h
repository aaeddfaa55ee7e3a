/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Detects channels that cancel in one channel of output, such as stereo of
 * opposite phase: the output is then 20 dB below the input for a second. Looks at
 * a small part of the frames. Streaming thread. */
#pragma once

#include "elements/dsp/base/frames.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint rate_hz;
  guint64 n_frames;     /* read since the reset */
  guint64 second;       /* end of the current second, in frames */
  gdouble in, out;      /* sums of squares in this second; of @in a channel */
  gboolean is_reported; /* since the reset */
} RmgConvertCancel;

/* Starts again with audio of @rate_hz. */
void rmg_convert_cancel_reset (RmgConvertCancel *self, gint rate_hz);

/* @in: several channels; @out: the same frames as one channel
 * Returns: whether the channels cancel, once after each reset */
gboolean rmg_convert_cancel_add (
    RmgConvertCancel *self, const RmgFrames *in, const RmgFrames *out);

G_END_DECLS
