/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/retry.h"

#include "gst/nodes/log.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

void
rmg_source_retry_init (RmgSourceRetry *self, GstElement *element)
{
  *self = (RmgSourceRetry){ .element = element, .wait = rmg_guard_wait_new () };
}

void
rmg_source_retry_clear (RmgSourceRetry *self)
{
  rmg_guard_wait_unref (self->wait);
  g_clear_pointer (&self->node, rmg_node_unref);
}

void
rmg_source_retry_set_node (RmgSourceRetry *self, RmgNode *node)
{
  g_return_if_fail (self->node == NULL);

  self->node = rmg_node_ref (node);
}

void
rmg_source_retry_post (const RmgSourceRetry *self, const RmgFailure *failure)
{
  GstStructure *details =
      failure->details != NULL ? gst_structure_copy (failure->details) : NULL;

  gst_element_post_message (self->element,
      gst_message_new_error_with_details (
          GST_OBJECT (self->element), failure->cause, failure->debug, details));
}

static gboolean
wait_for_retry (RmgSourceRetry *self, guint delay_ms)
{
  if (!rmg_guard_wait_sleep (self->wait, delay_ms, NULL, NULL))
    return FALSE;
  rmg_counter_add (&self->node->counters.restarts, 1);
  GST_INFO_OBJECT (self->element, "try again, failure %u", self->n_failures);
  return TRUE;
}

/* A source has no buffer to skip: while its breaker is open it waits. */
static GstFlowReturn
wait_for_breaker (RmgSourceRetry *self)
{
  if (!wait_for_retry (self, self->node->plan->policy.breaker.open_ms))
    return GST_FLOW_FLUSHING;
  return rmg_node_next_turn (self->node) == RMG_TURN_SKIP ? GST_FLOW_EOS
                                                          : GST_FLOW_OK;
}

GstFlowReturn
rmg_source_retry_failed (RmgSourceRetry *self, RmgFailure *failure)
{
  RmgRetryDecision decision;

  if (self->node == NULL) {
    rmg_source_retry_post (self, failure);
    rmg_failure_free (failure);
    return GST_FLOW_ERROR;
  }
  rmg_node_record_failure (self->node, failure);
  decision =
      rmg_node_attempt_failed (self->node, GST_FLOW_OK, self->n_failures++);
  if (decision.action == RMG_RETRY_GIVE_UP)
    return GST_FLOW_EOS;
  if (decision.action == RMG_RETRY_SKIP)
    return wait_for_breaker (self);
  return wait_for_retry (self, decision.delay_ms) ? GST_FLOW_OK
                                                  : GST_FLOW_FLUSHING;
}

void
rmg_source_retry_succeeded (RmgSourceRetry *self)
{
  if (self->n_failures == 0)
    return;
  GST_INFO_OBJECT (
      self->element, "recovered after %u failures", self->n_failures);
  self->n_failures = 0;
  if (self->node == NULL)
    return;
  rmg_node_attempt_ended (self->node, TRUE);
  rmg_node_recovered (self->node);
}

void
rmg_source_retry_set_stopped (RmgSourceRetry *self, gboolean stopped)
{
  rmg_guard_wait_set_stopped (self->wait, stopped);
}
