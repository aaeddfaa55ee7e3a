/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/loss.h"

#include "gst/supervision/incomplete.h"

static void
append_data (GString *text, const RmgNode *node, const RmgHistory *history)
{
  if (node->plan->flags & RMG_NODE_SOURCE)
    g_string_append (text, "all data that was not read yet");
  else if (!history->has_buffer)
    g_string_append (text, "all data that the node has not output yet");
  else if (GST_CLOCK_TIME_IS_VALID (history->pts))
    g_string_append_printf (text,
        "the buffer at %" GST_TIME_FORMAT " and all data after it",
        GST_TIME_ARGS (history->pts));
  else
    g_string_append (text, "the buffer that failed and all data after it");
}

/* Whether no other node receives the data of @node. */
static gboolean
is_end (const RmgNodeSet *nodes, const RmgNode *node)
{
  for (guint i = node->index + 1; i < rmg_node_set_get_n_nodes (nodes); i++)
    if (g_slist_find (rmg_node_set_get (nodes, i)->inputs, node) != NULL)
      return FALSE;
  return TRUE;
}

char *
rmg_loss_describe (
    const RmgNodeSet *nodes, const RmgNode *node, const RmgHistory *history)
{
  g_autofree gboolean *fed = rmg_incomplete_find (nodes, node);
  GString *text = g_string_new (NULL);
  const char *separator = "; incomplete: ";

  append_data (text, node, history);
  for (guint i = node->index; i < rmg_node_set_get_n_nodes (nodes); i++) {
    const RmgNode *each = rmg_node_set_get (nodes, i);

    if (!fed[i] || !is_end (nodes, each))
      continue;
    g_string_append_printf (text, "%s\"%s\"", separator, each->plan->id);
    separator = ", ";
  }
  return g_string_free (text, FALSE);
}
