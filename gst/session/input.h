/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* An open input of the graph. The session's own pad is linked straight to the
 * pad of the node, or in a threaded session to the queue before it. Thread: the
 * session's. */
#pragma once

#include "gst/bin/rmgbin.h"
#include "gst/session/wakeup.h"

#include <gst/audio/audio.h>

G_BEGIN_DECLS

typedef struct
{
  const RmgPlanPort *port; /* of the plan */
  const char *node_id;     /* of the plan */
  GstPad *pad;
  GstElement *queue;  /* (nullable) */
  RmgWakeup *wakeup;  /* (nullable): when the queue has room */
  RmgHeld held;       /* bytes in the queue */
  RmgPathInput *path; /* (nullable): the latency is measured */
  GstCaps *caps;      /* (nullable): of the last buffer */
  GstAudioInfo info;  /* if the caps are audio */
  gboolean is_audio;
  gboolean headed; /* stream-start and segment have been sent */
  gboolean ended;  /* the pipeline accepts no more data here */
  GstEvent *end;   /* (nullable): of the last item, used again */
  guint64 item;
  guint64 resumes;  /* pushes of earlier items are dropped */
  gboolean open;    /* a part of `item` has been pushed, but not its end */
  guint64 n_frames; /* pushed in this item or stream */
  guint64 next_pts; /* time of the next frame */
  guint64 n_done;   /* frames of this item, for reports of progress */
} RmgInlet;

/**
 * rmg_inlet_init:
 * @bin: bin of the plan that has @port
 * @wakeup: (nullable): wakes the session when its queue has room; with it a
 *   thread starts after the queue
 */
void rmg_inlet_init (RmgInlet *self, RmgBin *bin, const RmgPlan *plan,
    const RmgPlanPort *port, RmgWakeup *wakeup);
void rmg_inlet_clear (RmgInlet *self);

/** rmg_inlet_measure: counts the bytes in the queue. Before data flows. */
void rmg_inlet_measure (RmgInlet *self, RmgRuntime *runtime);

/** rmg_inlet_has_room: whether a push would not block. */
gboolean rmg_inlet_has_room (RmgInlet *self, guint64 max_bytes);

/** rmg_inlet_get_info: (transfer none) (nullable): the audio format of data that is
 * pushed with @caps (nullable). @own: memory for a format other than the last one */
const GstAudioInfo *rmg_inlet_get_info (
    const RmgInlet *self, const GstCaps *caps, GstAudioInfo *own);

/** rmg_inlet_push: @buffer (transfer full) (nullable); @ends sends the end of
 * the item after it. */
GstFlowReturn rmg_inlet_push (RmgInlet *self, RmgFraming framing, GstCaps *caps,
    GstBuffer *buffer, gboolean ends);

/** rmg_inlet_abort: begins again with item @next: pushes of earlier items are
 * dropped. The pipeline has stopped. */
void rmg_inlet_abort (RmgInlet *self, guint64 next);

/** rmg_inlet_get_next: number of the first item of which nothing was pushed. */
guint64 rmg_inlet_get_next (const RmgInlet *self);

/** rmg_inlet_finish: sends the end of the stream. */
void rmg_inlet_finish (RmgInlet *self);

G_END_DECLS
