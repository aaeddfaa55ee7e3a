/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Shared by the files of RmgSession.
 *
 * `lock` guards the data that streaming threads hand over: the queues of the
 * outlets, the messages, the first error and the ends. No callback, push or post
 * happens while it is held. All other fields belong to the session's thread. */
#pragma once

#include "gst/bin/rmgbin.h"
#include <rmg/session.h>

#include <gst/audio/audio.h>
#include <gst/base/gstqueuearray.h>

G_BEGIN_DECLS

/* An open input of the graph. The session's own pad is linked straight to the
 * node's, or to the queue in front of it in a threaded session. */
typedef struct
{
  const RmgPlanPort *port;
  const char *node_id;
  GstPad *pad;
  GstElement *queue; /* (nullable) */
  GstCaps *caps;     /* (nullable): of the last buffer */
  GstAudioInfo info; /* where the caps are audio */
  gboolean is_audio;
  gboolean headed; /* stream-start and segment have been sent */
  gboolean ended;  /* the pipeline takes nothing more here */
  guint64 item;
  guint64 n_frames; /* pushed in this item or stream */
} RmgInlet;

/* An open output. Its queue holds the output until it is pulled. */
typedef struct
{
  RmgSession *session;
  const char *node_id;
  GstPad *pad;
  GstCaps *caps;        /* (nullable) */
  GstQueueArray *queue; /* (element-type RmgOutput) */
  guint64 item;
  gsize n_bytes;
  gboolean ended;
} RmgOutlet;

struct _RmgSession
{
  GObject parent;

  RmgGraph *graph;
  RmgPlan *plan;
  RmgSessionOptions options;
  gboolean threaded;

  RmgBin *bin;
  RmgRuntime *runtime; /* of the bin */
  GstElement *top;     /* the bin, or the pipeline that holds it */
  RmgInlet *inlets;
  guint n_inlets;
  RmgOutlet *outlets;
  guint n_outlets;
  guint current; /* the outlet whose share of the item is due */
  gboolean finishing;
  gboolean finished;
  guint surprise;  /* atomic: node that started a thread, or none */
  int interrupted; /* atomic */

  gint64 start_us; /* wall clock */
  gint64 start_monotonic_us;
  gint64 end_monotonic_us; /* 0 while it runs */

  GMutex lock;
  GCond space;
  GError *failure; /* the first */
  GQueue messages; /* (element-type GstMessage) */
  guint n_running_sinks;
  gsize n_bytes; /* in all outlets */
  gboolean closing;
  GSList *sources; /* (element-type GSource): to be woken */
};

/* session-outlet.c */
void rmg_outlet_init (
    RmgOutlet *self, RmgSession *session, const RmgPlanPort *port);
void rmg_outlet_clear (RmgOutlet *self);

/* session-inlet.c */
void rmg_inlet_init (
    RmgInlet *self, RmgSession *session, const RmgPlanPort *port);
void rmg_inlet_clear (RmgInlet *self);

/** rmg_inlet_has_room: whether a push would not block. */
gboolean rmg_inlet_has_room (RmgInlet *self, guint64 max_bytes);

/** rmg_inlet_push: @buffer (transfer full) (nullable); @ends sends the end of
 * the item after it. */
GstFlowReturn rmg_inlet_push (RmgInlet *self, RmgFraming framing, GstCaps *caps,
    GstBuffer *buffer, gboolean ends);
void rmg_inlet_finish (RmgInlet *self);

/* session-source.c */
/** rmg_session_wake: something may be possible that was not. Thread: any. */
void rmg_session_wake (RmgSession *self);

/** rmg_session_wake_at: at @due_us of the monotonic clock at the latest. */
void rmg_session_wake_at (RmgSession *self, gint64 due_us);

/** rmg_session_drop_sources: destroys those that there are. */
void rmg_session_drop_sources (RmgSession *self);

/* session.c */
/** rmg_session_get_failure: whether it has failed; @error is a copy. */
gboolean rmg_session_get_failure (RmgSession *self, GError **error);

/** rmg_session_pump: delivers messages, makes attempts that are due. */
void rmg_session_pump (RmgSession *self);

G_END_DECLS
