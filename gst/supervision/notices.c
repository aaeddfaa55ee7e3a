/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/notices.h"

GstStructure *
rmg_notices_new (const char *name, const RmgNode *node)
{
  return gst_structure_new (name, "node-id", G_TYPE_STRING, node->plan->id,
      "node-type", G_TYPE_STRING, node->plan->type, "time-us", G_TYPE_INT64,
      g_get_real_time (), NULL);
}

void
rmg_notices_failed (RmgSupervisor *self, const RmgFault *fault)
{
  rmg_supervisor_post (self, rmg_fault_to_structure (fault, "rmg-node-failed"));
}

static guint
count_attempts (RmgNode *node)
{
  g_auto (RmgHistory) history = { NULL };

  rmg_node_copy_history (node, &history);
  return history.n_attempts;
}

void
rmg_notices_retrying (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, const char *action, guint delay_ms)
{
  const GError *cause = failure->cause;
  GstStructure *notice = rmg_notices_new ("rmg-node-retrying", node);

  gst_structure_set (notice, "attempt", G_TYPE_UINT, count_attempts (node),
      "domain", G_TYPE_STRING,
      cause != NULL ? g_quark_to_string (cause->domain) : NULL, "code",
      G_TYPE_INT, cause != NULL ? cause->code : 0, "message", G_TYPE_STRING,
      rmg_failure_get_text (failure), "flow", G_TYPE_INT, failure->flow,
      "action", G_TYPE_STRING, action, "delay-ms", G_TYPE_UINT, delay_ms, NULL);
  rmg_supervisor_post (self, notice);
}

/* Returns: (transfer full): the elements whose state is lost */
static char *
list_elements (const RmgNode *node)
{
  GString *text = g_string_new (NULL);

  for (const RmgNodeElement *entry = node->elements; entry != NULL;
       entry = entry->next) {
    if (entry->role != RMG_ROLE_NODE)
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
        GST_OBJECT_NAME (entry->element));
  }
  return g_string_free (text, FALSE);
}

void
rmg_notices_restarted (
    RmgSupervisor *self, const RmgNode *node, const char *action)
{
  GstStructure *notice = rmg_notices_new ("rmg-node-restarted", node);
  g_autofree char *elements = list_elements (node);
  g_autofree char *lost = g_strdup_printf ("state of %s", elements);

  gst_structure_set (notice, "action", G_TYPE_STRING, action, "elements",
      G_TYPE_STRING, elements, "lost", G_TYPE_STRING, lost, NULL);
  rmg_supervisor_post (self, notice);
}

static gint64
get_first_time (const RmgHistory *history, gint64 now_us)
{
  const RmgFaultAttempt *first;

  if (history->attempts == NULL || history->attempts->len == 0)
    return now_us;
  first = history->attempts->pdata[0];
  return MIN (first->time_us, now_us);
}

void
rmg_notices_recovered (
    RmgSupervisor *self, const RmgNode *node, const RmgHistory *history)
{
  GstStructure *notice = rmg_notices_new ("rmg-recovered", node);
  gint64 now_us = g_get_real_time ();

  gst_structure_set (notice, "failures", G_TYPE_UINT, history->n_attempts,
      "duration-ms", G_TYPE_UINT64,
      (guint64) ((now_us - get_first_time (history, now_us)) /
          G_TIME_SPAN_MILLISECOND),
      NULL);
  rmg_supervisor_post (self, notice);
}
