/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/latency.h"

#include "gst/metrics/histogram.h"

/* Arrivals that an input keeps. An inline graph has only the data that its nodes
 * hold back; the queue of an input of a threaded one has up to 1024 buffers. */
#define N_NOTES_INLINE 128
#define N_NOTES_THREADED 2048

static gboolean
has_port (const GArray *ports, guint node)
{
  for (guint i = 0; i < ports->len; i++)
    if (g_array_index (ports, RmgPlanPort, i).node == node)
      return TRUE;
  return FALSE;
}

static RmgPathInput *
make_input (const RmgNode *node, const RmgPlan *plan)
{
  const gboolean is_open = has_port (plan->inputs, node->index);

  if (!is_open && !(node->plan->flags & RMG_NODE_SOURCE))
    return NULL;
  return rmg_path_input_new (node->plan->id,
      is_open && plan->framing == RMG_FRAMING_ITEMS,
      plan->threaded ? N_NOTES_THREADED : N_NOTES_INLINE);
}

/* Nodes are in topological order: those upstream come first. */
static void
find_upstream (const RmgNodeSet *nodes, guint index, guint8 *reached)
{
  const guint n_nodes = rmg_node_set_get_n_nodes (nodes);
  guint8 *own = reached + (gsize) index * n_nodes;

  own[index] = TRUE;
  for (const GSList *item = rmg_node_set_get (nodes, index)->inputs;
       item != NULL; item = item->next) {
    const RmgNode *before = item->data;
    const guint8 *theirs = reached + (gsize) before->index * n_nodes;

    for (guint i = 0; i < index; i++)
      own[i] |= theirs[i];
  }
}

static RmgPathOutput *
make_output (const RmgLatency *self, const RmgNode *node, const RmgPlan *plan,
    const guint8 *upstream)
{
  RmgPathOutput *output;

  if (!has_port (plan->outputs, node->index) &&
      !(node->plan->flags & RMG_NODE_SINK))
    return NULL;
  output = rmg_path_output_new (node->plan->id);
  for (guint i = 0; i < self->inputs->len; i++)
    if (upstream[i] && self->inputs->pdata[i] != NULL)
      rmg_path_output_add (output, self->inputs->pdata[i]);
  return output;
}

static void
free_input (gpointer input)
{
  g_clear_pointer ((RmgPathInput **) &input, rmg_path_input_free);
}

static void
free_output (gpointer output)
{
  g_clear_pointer ((RmgPathOutput **) &output, rmg_path_output_free);
}

RmgLatency *
rmg_latency_new (const RmgNodeSet *nodes, const RmgPlan *plan)
{
  const guint n_nodes = rmg_node_set_get_n_nodes (nodes);
  g_autofree guint8 *reached = g_new0 (guint8, (gsize) n_nodes * n_nodes);
  RmgLatency *self = g_new0 (RmgLatency, 1);

  self->inputs = g_ptr_array_new_with_free_func (free_input);
  self->outputs = g_ptr_array_new_with_free_func (free_output);
  for (guint i = 0; i < n_nodes; i++)
    g_ptr_array_add (
        self->inputs, make_input (rmg_node_set_get (nodes, i), plan));
  for (guint i = 0; i < n_nodes; i++) {
    find_upstream (nodes, i, reached);
    g_ptr_array_add (self->outputs,
        make_output (self, rmg_node_set_get (nodes, i), plan,
            reached + (gsize) i * n_nodes));
  }
  return self;
}

void
rmg_latency_free (RmgLatency *self)
{
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->inputs);
  g_free (self);
}

RmgPathInput *
rmg_latency_get_input (const RmgLatency *self, guint node)
{
  return self != NULL ? self->inputs->pdata[node] : NULL;
}

RmgPathOutput *
rmg_latency_get_output (const RmgLatency *self, guint node)
{
  return self != NULL ? self->outputs->pdata[node] : NULL;
}

static guint
count_paths (const RmgLatency *self)
{
  guint n_paths = 0;

  for (guint i = 0; i < self->outputs->len; i++) {
    const RmgPathOutput *output = self->outputs->pdata[i];

    n_paths += output != NULL ? output->paths->len : 0;
  }
  return n_paths;
}

static void
read_path (const RmgPath *path, RmgMetrics *metrics)
{
  RmgPathMetrics *to = &metrics->paths[metrics->n_paths++];

  to->from = g_strdup (path->from->id);
  to->to = g_strdup (path->to);
  rmg_histogram_read (&path->latency, &to->latency);
}

void
rmg_latency_read (const RmgLatency *self, RmgMetrics *metrics)
{
  metrics->paths = g_new0 (RmgPathMetrics, count_paths (self));
  for (guint i = 0; i < self->outputs->len; i++) {
    const RmgPathOutput *output = self->outputs->pdata[i];

    for (guint k = 0; output != NULL && k < output->paths->len; k++)
      read_path (output->paths->pdata[k], metrics);
  }
}
