/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/late-start.h"

#include "gst/elements/guard/rmgguard.h"
#include "gst/supervision/give-up.h"
#include "gst/supervision/outside.h"
#include "gst/supervision/restart.h"

void
rmg_late_start_prepare (RmgSupervisor *self)
{
  for (guint i = 0; i < rmg_node_set_get_n_nodes (self->nodes); i++) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    if (rmg_outside_may_start_late (node))
      rmg_restart_lock (node);
  }
}

/* Errors that this thread posts are those of an attempt. */
static gboolean
start_elements (RmgNode *node)
{
  gboolean started;

  rmg_node_begin_attempt (node);
  started = rmg_restart_start_elements (node);
  rmg_node_end_attempt (node);
  return started;
}

/* Returns: %FALSE if the node was given up */
static gboolean
start_node (RmgSupervisor *self, RmgNode *node)
{
  g_autoptr (RmgFailure) failure = NULL;
  guint n_attempts;

  if (start_elements (node))
    return TRUE;
  failure = rmg_node_take_failure (node, GST_FLOW_OK);
  rmg_guard_hold_headers (RMG_GUARD (node->guard));
  if (rmg_outside_handle_start (self, node, failure, &n_attempts))
    return TRUE;
  rmg_give_up (self, node, failure, n_attempts);
  return FALSE;
}

/* Downstream first, as GstBin does. */
gboolean
rmg_late_start_run (RmgSupervisor *self)
{
  for (guint i = rmg_node_set_get_n_nodes (self->nodes); i-- > 0;) {
    RmgNode *node = rmg_node_set_get (self->nodes, i);

    if (!rmg_outside_may_start_late (node))
      rmg_restart_unlock (node); /* it may have failed in the run before */
    else if (!start_node (self, node))
      return FALSE;
  }
  return TRUE;
}
