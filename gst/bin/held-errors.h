/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Errors that a bin posts after the state change of its pipeline.
 *
 * GstPipeline abandons a state change when an error message arrives during it,
 * so branches that did not fail would not play. A worker waits for the end of
 * the change. No callback reports it, so the worker reads the states. The end of
 * the stream ends the wait, so that it does not reach the application first. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** RMG_HELD_ERRORS_MAX_MS: time after which an error is posted although the
 * state change has not ended, for example because a sink receives no data. */
#define RMG_HELD_ERRORS_MAX_MS 2000

typedef struct
{
  GstElement *bin; /* borrowed; owns the errors */
  GMutex lock;
  GCond changed;
  GQueue messages; /* lock; (element-type GstMessage) */
  gboolean open;   /* lock: the bin is in PAUSED or PLAYING */
  gint64 due_us;   /* lock; monotonic time at which all errors are posted */
  GstBus *bus;     /* lock; (nullable): of the topmost bin, while errors wait */
  gulong listener; /* lock: signal handler at the bus */
  guint n_posting; /* lock: threads that post errors */
  GThread *worker; /* lock; (nullable): joined by the next one or on close */
  gboolean waits;  /* lock: the worker has not ended */
} RmgHeldErrors;

void rmg_held_errors_init (RmgHeldErrors *self, GstElement *bin);
void rmg_held_errors_clear (RmgHeldErrors *self);

/** rmg_held_errors_open: allows to hold errors. The bin goes to PAUSED. */
void rmg_held_errors_open (RmgHeldErrors *self);

/** rmg_held_errors_close: posts all held errors, waits for the worker, and holds
 * no further error. The bin goes to READY or NULL. */
void rmg_held_errors_close (RmgHeldErrors *self);

/**
 * rmg_held_errors_post:
 * @message: (transfer full): the error
 * @may_wait: whether @message may be held
 *
 * Posts @message after the state change of the pipeline, or at once if the state
 * does not change. An error that may not wait is posted after those that are
 * held.
 *
 * Thread: any.
 */
void rmg_held_errors_post (
    RmgHeldErrors *self, GstMessage *message, gboolean may_wait);

/** rmg_held_errors_flush: posts all held errors. Thread: any. */
void rmg_held_errors_flush (RmgHeldErrors *self);

G_END_DECLS
