/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node at run time is its elements and this record. */
#pragma once

#include "gst/nodes/failure.h"
#include "gst/metrics/probe.h"
#include "gst/metrics/cpu.h"

G_BEGIN_DECLS

typedef struct
{
  const RmgPlanNode *plan;
  RmgMeter meter;
  RmgThreadCpu *cpu; /* (nullable): once it has started a thread */

  /* Guarded by the lock of the bin. */
  RmgFailure *fault; /* first message of the attempt under way */
  gboolean failed;   /* given up, the application has been told */
  gboolean ended;    /* a sink that has seen the end of its stream */
  gboolean restarting;
  guint held_async; /* ASYNC_START kept inside, their DONE is still due */
} RmgNode;

/**
 * rmg_node_describe_failure:
 * @node: who failed
 * @failure: how
 * @attempts: how often it was tried
 *
 * Returns: (transfer full): an error in the domain and code of the cause,
 *   whose text names node, type, cause, element path, domain and code
 */
GError *rmg_node_describe_failure (
    const RmgNode *node, const RmgFailure *failure, guint attempts);

G_END_DECLS
