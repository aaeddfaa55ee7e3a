/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The pad `segments`: a sparse stream of JSON in addition to the audio. The
 * application links a queue to it; flow errors of this pad are ignored.
 * Streaming thread, except for new and take. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstPad *pad;      /* (nullable); guarded by the object lock of its element */
  gboolean started; /* caps and segment are sent */
  GstClockTime position; /* end of the time covered by buffers and GAPs */
} RmgSparsePad;

/* Sends @document at time @now. @document: (transfer full) */
void rmg_sparse_pad_push (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstBuffer *document, GstClockTime now);

/* Pushes a GAP up to @now, at most every 100 ms. */
void rmg_sparse_pad_advance (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstClockTime now);

/* Forwards an event of the main stream. @event: (transfer none) */
void rmg_sparse_pad_forward (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstEvent *event);

/* The next thing sent is preceded by caps and segment. */
void rmg_sparse_pad_restart (RmgSparsePad *self);

G_END_DECLS
