/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/supervisor-fixture.h"

static void
add_word (SupervisorFixture *self, const char *word)
{
  if (self->log->len > 0)
    g_string_append_c (self->log, ' ');
  g_string_append (self->log, word);
}

static void
note_failed (RmgNode *node, RmgFault *fault, gpointer data)
{
  SupervisorFixture *self = data;
  g_autofree char *word = g_strconcat ("failed:", node->plan->id, NULL);

  g_free (self->error);
  self->error = g_strdup (fault->error->message);
  g_clear_pointer (&self->fault, rmg_fault_unref);
  self->fault = rmg_fault_ref (fault);
  add_word (self, word);
}

/* Whether it is a message about the failures of a node. */
static gboolean
is_notice (const SupervisorFixture *self, GstMessage *message)
{
  const char *name =
      gst_structure_get_name (gst_message_get_structure (message));

  return GST_MESSAGE_SRC (message) == GST_OBJECT (self->bin) &&
      (g_str_has_prefix (name, "rmg-node-") ||
          g_str_equal (name, "rmg-recovered") ||
          g_str_equal (name, "rmg-state"));
}

static gboolean
note_message (GstMessage *message, gpointer data)
{
  SupervisorFixture *self = data;

  if (is_notice (self, message)) {
    g_ptr_array_add (self->notices,
        gst_structure_copy (gst_message_get_structure (message)));
    return TRUE;
  }
  add_word (self, "message");
  return self->keeps_messages;
}

static void
note_ended (gpointer data)
{
  add_word (data, "ended");
}

static void
note_task (guint node, gpointer data)
{
  g_autofree char *word = g_strdup_printf ("task:%u", node);

  add_word (data, word);
}

static void
note_completed (gpointer data)
{
  add_word (data, "completed");
}

static const RmgListener listener = { note_failed, note_message, note_ended,
  note_task, note_completed };

SupervisorFixture *
supervisor_fixture_new (guint n_nodes)
{
  SupervisorFixture *self = g_new0 (SupervisorFixture, 1);

  self->plan = plan_fixture_new (n_nodes);
  self->bin = gst_object_ref_sink (gst_bin_new (NULL));
  self->log = g_string_new (NULL);
  self->notices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_structure_free);
  return self;
}

void
supervisor_fixture_free (SupervisorFixture *self)
{
  /* messages on the bus would hold references to the elements */
  gst_element_set_bus (self->bin, NULL);
  gst_element_set_state (self->bin, GST_STATE_NULL);
  if (self->supervisor != NULL)
    rmg_supervisor_wait (self->supervisor);
  g_clear_object (&self->supervisor);
  gst_object_unref (self->bin);
  plan_fixture_free (self->plan);
  g_ptr_array_unref (self->notices);
  g_free (self->error);
  g_clear_pointer (&self->fault, rmg_fault_unref);
  g_string_free (self->log, TRUE);
  g_free (self);
}

guint
supervisor_fixture_add (SupervisorFixture *self, const char *factory,
    guint node, RmgElementRole role)
{
  guint index = plan_fixture_add (self->plan, factory, node, role);

  gst_bin_add (
      GST_BIN (self->bin), supervisor_fixture_get_element (self, index));
  return index;
}

RmgPlanNode *
supervisor_fixture_get_plan (SupervisorFixture *self, guint node)
{
  return &g_array_index (self->plan->plan.nodes, RmgPlanNode, node);
}

GstElement *
supervisor_fixture_get_element (SupervisorFixture *self, guint element)
{
  return self->plan->elements->pdata[element];
}

void
supervisor_fixture_start (SupervisorFixture *self)
{
  self->supervisor = rmg_supervisor_new (self->bin,
      rmg_node_set_new (&self->plan->plan, self->plan->elements), &listener,
      self);
}

const GstStructure *
supervisor_fixture_get_notice (SupervisorFixture *self, const char *name)
{
  const GstStructure *found = NULL;

  for (guint i = 0; i < self->notices->len; i++)
    if (gst_structure_has_name (self->notices->pdata[i], name)) {
      g_assert_null (found);
      found = self->notices->pdata[i];
    }
  return found;
}

RmgNode *
supervisor_fixture_get_node (SupervisorFixture *self, guint node)
{
  return rmg_node_set_get (self->supervisor->nodes, node);
}

void
supervisor_fixture_expect (SupervisorFixture *self, const char *calls)
{
  g_assert_cmpstr (self->log->str, ==, calls);
  g_string_truncate (self->log, 0);
}
