/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/rebuild.h"

#include "gst/bin/item-watch.h"
#include "gst/bin/levels.h"
#include "gst/bin/log.h"
#include "gst/nodes/settings.h"
#include "translator/build/bin.h"

/* Returns: (transfer full) (array): whether each element of the plan is replaced */
static gboolean *
choose (const RmgNodeSet *nodes, const RmgNode *node)
{
  guint n_elements = rmg_node_set_get_n_elements (nodes);
  gboolean *chosen = g_new0 (gboolean, n_elements);

  for (guint i = 0; i < n_elements; i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    chosen[i] = entry->node == node && entry->role == RMG_ROLE_NODE;
  }
  return chosen;
}

static void
free_element (gpointer element)
{
  if (element != NULL)
    gst_object_unref (element);
}

/* Returns: (transfer full) (nullable) (element-type GstElement): an element, or
 * NULL, for each one of the plan */
static GPtrArray *
make_elements (const RmgPlan *plan, const gboolean *chosen, GError **error)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (free_element);

  for (guint i = 0; i < plan->elements->len; i++) {
    GstElement *element =
        chosen[i] ? rmg_plan_make_element (plan, i, error) : NULL;

    if (chosen[i] && element == NULL)
      return NULL;
    g_ptr_array_add (fresh, element);
  }
  return g_steal_pointer (&fresh);
}

/* A bin without the sink that is replaced would be at its end if its other sinks
 * are. Returns: (transfer none) (nullable): a sink that is not */
static GstElement *
hold_end (const RmgRebuild *self, GstElement *old)
{
  GstElement *place;

  if (!GST_OBJECT_FLAG_IS_SET (old, GST_ELEMENT_FLAG_SINK))
    return NULL;
  place = gst_bin_new (NULL);
  GST_OBJECT_FLAG_SET (place, GST_ELEMENT_FLAG_SINK);
  gst_element_set_locked_state (place, TRUE);
  gst_bin_add (self->bin, place);
  return place;
}

/* A change of the state of the bin may run meanwhile. It must not start the old
 * element again, nor the new one before it is linked. A setting that the
 * application changes is one of the old element until that has left the bin. */
static void
replace (
    const RmgRebuild *self, guint index, GstElement *old, GstElement *fresh)
{
  GstElement *place = hold_end (self, old);

  gst_element_set_locked_state (old, TRUE);
  gst_element_set_state (old, GST_STATE_NULL);
  if (self->measuring == RMG_MEASURING_ALL)
    rmg_levels_detach_element (rmg_node_set_get_element (self->nodes, index));
  gst_bin_remove (self->bin, old);
  rmg_settings_copy (old, fresh);
  gst_element_set_locked_state (fresh, TRUE);
  rmg_node_set_replace (self->nodes, index, fresh);
  gst_bin_add (self->bin, fresh);
  if (place != NULL)
    gst_bin_remove (self->bin, place);
}

static void
record_refused_link (RmgNode *node, GError *error)
{
  RmgFailure *failure = g_new0 (RmgFailure, 1);

  failure->cause = error;
  rmg_node_record_failure (node, failure);
}

static void
watch (const RmgRebuild *self, guint index)
{
  const RmgNodeElement *entry = rmg_node_set_get_element (self->nodes, index);

  if (self->watches_items)
    rmg_item_watch_element (entry);
  if (self->measuring == RMG_MEASURING_OFF)
    return;
  if (self->measuring == RMG_MEASURING_ALL)
    rmg_levels_attach_element (entry);
  rmg_measure_element (
      self->nodes, self->plan, self->latency, index, self->measuring);
}

gboolean
rmg_rebuild_node (const RmgRebuild *self, RmgNode *node, GError **error)
{
  g_autoptr (GPtrArray) elements = rmg_node_set_copy_elements (self->nodes);
  g_autofree gboolean *chosen = choose (self->nodes, node);
  g_autoptr (GPtrArray) fresh = make_elements (self->plan, chosen, error);
  GError *refusal = NULL;

  if (fresh == NULL)
    return FALSE;
  for (guint i = 0; i < elements->len; i++) {
    if (!chosen[i])
      continue;
    GST_DEBUG_OBJECT (
        self->bin, "replace %" GST_PTR_FORMAT, elements->pdata[i]);
    replace (self, i, elements->pdata[i], fresh->pdata[i]);
    gst_object_unref (elements->pdata[i]);
    elements->pdata[i] = gst_object_ref (fresh->pdata[i]);
  }
  if (!rmg_plan_connect (self->plan, elements, chosen, &refusal))
    record_refused_link (node, refusal);
  for (guint i = 0; i < elements->len; i++) {
    if (!chosen[i])
      continue;
    watch (self, i);
    gst_element_set_locked_state (fresh->pdata[i], FALSE);
  }
  return TRUE;
}
