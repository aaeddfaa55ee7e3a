/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The way down of a bin within a time limit.
 *
 * A streaming thread that is blocked inside an element cannot be ended, and the
 * change of that element to READY waits for it. So the change of the elements runs
 * on a worker. After the limit the bin goes down alone; the worker keeps it, and
 * the elements follow when the blocked one returns. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** RmgStopFunc: changes the state of the elements of @bin. */
typedef GstStateChangeReturn (*RmgStopFunc) (
    GstElement *bin, GstStateChange transition);

typedef struct
{
  int n_jobs; /* atomic: threads that still work for the stop */
  GstStateChangeReturn result; /* of the worker */
} RmgStop;

/** rmg_stop_is_left: whether elements of an earlier change are still blocked. */
gboolean rmg_stop_is_left (RmgStop *self);

/**
 * rmg_stop_run:
 * @self: part of @bin
 * @transition: to READY or NULL
 * @limit_ms: time limit; 0: none, and @func runs on the caller's thread
 * @result: (out): of @func, or %GST_STATE_CHANGE_SUCCESS after the limit
 *
 * After the limit the inputs of @bin are flushed, so that the elements upstream
 * of it do not wait for it.
 *
 * Returns: whether @func has returned
 */
gboolean rmg_stop_run (RmgStop *self, GstElement *bin,
    GstStateChange transition, RmgStopFunc func, guint limit_ms,
    GstStateChangeReturn *result);

G_END_DECLS
