/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/failed-flow.h"
/* The pads of an element that adds them while it runs are looked up each time. */
typedef struct
{
  GstPad *pad;         /* (nullable) */
  GstElement *element; /* (nullable) */
} Watched;

static void
clear_watched (gpointer data)
{
  Watched *watched = data;

  gst_clear_object (&watched->pad);
  gst_clear_object (&watched->element);
}

static gboolean
adds_pads (GstElement *element)
{
  const GList *item = gst_element_get_pad_template_list (element);

  while (item != NULL &&
      GST_PAD_TEMPLATE_PRESENCE (item->data) != GST_PAD_SOMETIMES)
    item = item->next;
  return item != NULL;
}

static void
watch (GArray *list, GstElement *element)
{
  Watched watched = { NULL, NULL };

  if (adds_pads (element)) {
    watched.element = gst_object_ref (element);
    g_array_append_val (list, watched);
    return;
  }
  for (GList *item = element->srcpads; item != NULL; item = item->next) {
    watched.pad = gst_object_ref (item->data);
    g_array_append_val (list, watched);
  }
}

/* The guard of a node handles its failures. */
static gboolean
is_guarded (const RmgNodeElement *entry)
{
  return entry->node->guard != NULL && rmg_node_is_inside (entry->role) &&
      entry->role != RMG_ROLE_COMMIT;
}

void
rmg_failed_flow_open (RmgSession *self)
{
  const RmgNodeSet *nodes = rmg_runtime_get_nodes (self->runtime);

  self->watched = g_array_new (FALSE, FALSE, sizeof (Watched));
  g_array_set_clear_func (self->watched, clear_watched);
  for (guint i = 0; i < self->n_inlets; i++)
    if (self->inlets[i].queue != NULL)
      watch (self->watched, self->inlets[i].queue);
  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (!is_guarded (entry))
      watch (self->watched, entry->element);
  }
}

void
rmg_failed_flow_close (RmgSession *self)
{
  g_clear_pointer (&self->watched, g_array_unref);
}

static gboolean
has_failed_push (GstElement *element)
{
  gboolean failed = FALSE;

  GST_OBJECT_LOCK (element);
  for (GList *item = element->srcpads; item != NULL; item = item->next)
    failed |= gst_pad_get_last_flow_return (item->data) < GST_FLOW_EOS;
  GST_OBJECT_UNLOCK (element);
  return failed;
}

/* The flow of a pad needs no lock if the session's thread alone pushes. */
static gboolean
has_failed (const Watched *watched, gboolean is_shared)
{
  if (watched->element != NULL)
    return has_failed_push (watched->element);
  return (is_shared ? gst_pad_get_last_flow_return (watched->pad)
                    : GST_PAD_LAST_FLOW_RETURN (watched->pad)) < GST_FLOW_EOS;
}

gboolean
rmg_failed_flow_report (RmgSession *self)
{
  const Watched *list = (const Watched *) (gpointer) self->watched->data;
  const guint n = self->watched->len;
  const gboolean is_shared = g_atomic_int_get (&self->exchange.is_shared);
  guint i = 0;

  while (i < n && !has_failed (&list[i], is_shared))
    i++;
  return i < n && rmg_runtime_report_flow (self->runtime, GST_FLOW_ERROR);
}

static gboolean
check_item (gpointer session)
{
  return !rmg_failed_flow_report (session);
}

void
rmg_failed_flow_watch (RmgSession *self)
{
  for (guint i = 0; i < self->n_outlets; i++)
    rmg_outlet_set_check (&self->outlets[i], check_item, self);
}
