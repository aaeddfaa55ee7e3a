/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The pad `segments`: a sparse stream of JSON beside the audio. Whoever links
 * it puts a queue behind it; what goes wrong there is not the audio's fault
 * and is ignored. Streaming thread, but for new and take. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstPad *pad;      /* (nullable); guarded by the object lock of its element */
  gboolean started; /* caps and segment are sent */
  GstClockTime position; /* told up to here */
} RmgSparsePad;

/* Sends @document at time @now. @document: (transfer full) */
void rmg_sparse_pad_push (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstBuffer *document, GstClockTime now);

/* Tells that nothing happened up to @now, at most every 100 ms. */
void rmg_sparse_pad_advance (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstClockTime now);

/* Forwards an event of the main stream. @event: (transfer none) */
void rmg_sparse_pad_forward (RmgSparsePad *self, GstElement *element,
    const GstSegment *segment, GstEvent *event);

/* The next thing sent is preceded by caps and segment. */
void rmg_sparse_pad_restart (RmgSparsePad *self);

G_END_DECLS
