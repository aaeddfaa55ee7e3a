/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>
#include <rmg/graph.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgFraming:
 * @RMG_FRAMING_ITEMS: every item pushed is a complete clip or value; after it
 *   the nodes drain and reset
 * @RMG_FRAMING_STREAM: state runs on from buffer to buffer
 */
typedef enum
{
  RMG_FRAMING_ITEMS,
  RMG_FRAMING_STREAM,
} RmgFraming;

/**
 * RmgThreading:
 * @RMG_THREADING_AUTO: inline where every node allows it, threaded otherwise
 * @RMG_THREADING_INLINE: inline, or an error that names the node in the way
 * @RMG_THREADING_THREADED: threaded
 */
typedef enum
{
  RMG_THREADING_AUTO,
  RMG_THREADING_INLINE,
  RMG_THREADING_THREADED,
} RmgThreading;

typedef struct
{
  RmgFraming framing;
  RmgThreading threading;
  GstCaps *input_caps; /* (nullable): what will be pushed, where known */
  gboolean strict;     /* warnings are errors */
} RmgPlanOptions;

/* Immutable once made; may be shared between threads. */
typedef struct _RmgPlan RmgPlan;

/**
 * rmg_plan_new:
 * @graph: the checked graph
 * @options: (nullable): how it is going to run; %NULL for items and auto
 * @diagnostics: (nullable): receives every error and warning found
 * @error: (out) (optional): a summary of the errors
 *
 * Decides which elements realise the graph, how they are linked, what every
 * edge carries and whether it may run inline. Nothing is created yet.
 *
 * Returns: (transfer full) (nullable): the plan
 */
RMG_API RmgPlan *rmg_plan_new (RmgGraph *graph, const RmgPlanOptions *options,
    RmgDiagnostics *diagnostics, GError **error);
RMG_API RmgPlan *rmg_plan_ref (RmgPlan *plan);
RMG_API void rmg_plan_unref (RmgPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgPlan, rmg_plan_unref)

/**
 * rmg_plan_to_string:
 *
 * Returns: (transfer full): the decisions, one a line: make, set, link with
 *   the caps of the edge, the conversions that were inserted and why, and
 *   whether the session is inline or threaded and which node decided that.
 */
RMG_API char *rmg_plan_to_string (const RmgPlan *plan);

/** rmg_plan_is_threaded: whether it needs streaming threads. */
RMG_API gboolean rmg_plan_is_threaded (const RmgPlan *plan);

/** rmg_plan_get_reason: (transfer none): why it is threaded or inline. */
RMG_API const char *rmg_plan_get_reason (const RmgPlan *plan);

G_END_DECLS
