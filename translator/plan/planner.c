/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/planner.h"

#include "translator/plan/log.h"

#include <string.h>

/* A name that no other element has, for any ids in the manifest. */
static char *
make_name (RmgPlanner *self, guint node, const char *suffix)
{
  const char *id = g_array_index (self->plan->nodes, RmgPlanNode, node).id;
  g_autofree char *name =
      g_strconcat (id, *suffix != '\0' ? "." : "", suffix, NULL);

  while (*suffix != '\0' &&
      (rmg_graph_find_node (self->graph, name) != RMG_GRAPH_NONE ||
          g_hash_table_contains (self->names, name))) {
    char *longer = g_strconcat (name, "+", NULL);

    g_free (name);
    name = longer;
  }
  g_hash_table_add (self->names, g_strdup (name));
  return g_steal_pointer (&name);
}

static void
clear_property (gpointer data)
{
  RmgPlanProperty *property = data;

  g_free (property->name);
  g_value_unset (&property->value);
}

guint
rmg_planner_add_for (RmgPlanner *self, guint node, RmgElementRole role,
    const char *factory, const char *suffix)
{
  RmgPlanElement element = { .name = make_name (self, node, suffix),
    .factory = g_strdup (factory),
    .role = role,
    .node = node,
    .properties = g_array_new (FALSE, FALSE, sizeof (RmgPlanProperty)) };

  g_array_set_clear_func (element.properties, clear_property);
  g_array_append_val (self->plan->elements, element);
  return self->plan->elements->len - 1;
}

guint
rmg_planner_add (RmgPlanner *self, RmgElementRole role, const char *factory,
    const char *suffix)
{
  return rmg_planner_add_for (self, self->node, role, factory, suffix);
}

void
rmg_planner_set_value (
    RmgPlanner *self, guint element, const char *name, const GValue *value)
{
  RmgPlanProperty property = { g_strdup (name), G_VALUE_INIT };

  g_value_init (&property.value, G_VALUE_TYPE (value));
  g_value_copy (value, &property.value);
  g_array_append_val (
      g_array_index (self->plan->elements, RmgPlanElement, element).properties,
      property);
}

void
rmg_planner_set_int (
    RmgPlanner *self, guint element, const char *property, gint64 value)
{
  GValue boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_INT64);
  g_value_set_int64 (&boxed, value);
  rmg_planner_set_value (self, element, property, &boxed);
}

void
rmg_planner_set_double (
    RmgPlanner *self, guint element, const char *property, double value)
{
  GValue boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_DOUBLE);
  g_value_set_double (&boxed, value);
  rmg_planner_set_value (self, element, property, &boxed);
}

void
rmg_planner_set_bool (
    RmgPlanner *self, guint element, const char *property, gboolean value)
{
  GValue boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_BOOLEAN);
  g_value_set_boolean (&boxed, value);
  rmg_planner_set_value (self, element, property, &boxed);
}

void
rmg_planner_set_string (
    RmgPlanner *self, guint element, const char *property, const char *value)
{
  GValue boxed = G_VALUE_INIT;

  g_value_init (&boxed, G_TYPE_STRING);
  g_value_set_string (&boxed, value);
  rmg_planner_set_value (self, element, property, &boxed);
  g_value_unset (&boxed);
}

void
rmg_planner_set_words (RmgPlanner *self, guint element, const char *words)
{
  g_auto (GStrv) each = g_strsplit (words != NULL ? words : "", " ", -1);

  for (guint i = 0; each[i] != NULL; i++) {
    char *value = strchr (each[i], '=');

    *value = '\0';
    rmg_planner_set_string (self, element, each[i], value + 1);
  }
}

void
rmg_planner_link (RmgPlanner *self, const RmgPlanOutlet *from, guint to,
    const char *to_pad, GstCaps *caps)
{
  RmgPlanLink link = { .from = from->element,
    .to = to,
    .from_pad = g_strdup (from->pad),
    .to_pad = g_strdup (to_pad),
    .caps = caps != NULL ? gst_caps_ref (caps) : gst_caps_new_any (),
    .dynamic = from->dynamic };

  GST_DEBUG ("link %s.%s to %s.%s: %" GST_PTR_FORMAT,
      g_array_index (self->plan->elements, RmgPlanElement, link.from).name,
      link.from_pad,
      g_array_index (self->plan->elements, RmgPlanElement, link.to).name,
      link.to_pad, link.caps);
  g_array_append_val (self->plan->links, link);
}

void
rmg_planner_link_pads (RmgPlanner *self, guint from, guint to, GstCaps *caps)
{
  RmgPlanOutlet outlet = { .element = from, .pad = (char *) "src" };

  rmg_planner_link (self, &outlet, to, "sink", caps);
}

void
rmg_planner_note (RmgPlanner *self, const char *format, ...)
{
  char *text;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  GST_INFO ("%s", text);
  g_ptr_array_add (self->plan->notes, text);
}

static void
report (RmgPlanner *self, RmgError code, RmgSeverity severity, const char *hint,
    const char *message)
{
  /* an attached node has no place in the text */
  const char *path =
      *self->graph_node->path != '\0' ? self->graph_node->path : NULL;
  RmgSubject subject = {
    .path = path, .node_id = self->graph_node->id, .hint = hint
  };

  rmg_diagnostics_add (self->diagnostics, code, severity, &subject,
      "node \"%s\" (%s): %s", self->graph_node->id, self->graph_node->type,
      message);
}

void
rmg_planner_fail (
    RmgPlanner *self, RmgError code, const char *hint, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  report (self, code, RMG_SEVERITY_ERROR, hint, message);
}

void
rmg_planner_warn_of (RmgPlanner *self, const char *field, const char *hint,
    const char *format, ...)
{
  const RmgGraphNode *node = self->graph_node;
  g_autofree char *path =
      *node->path != '\0' ? g_strconcat (node->path, ".", field, NULL) : NULL;
  const RmgSubject subject = {
    .path = path, .node_id = node->id, .hint = hint
  };
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  rmg_diagnostics_add (self->diagnostics, RMG_ERROR_CONFLICT,
      RMG_SEVERITY_WARNING, &subject, "node \"%s\" (%s): %s", node->id,
      node->type, message);
}

void
rmg_planner_warn (RmgPlanner *self, RmgError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  report (self, code, RMG_SEVERITY_WARNING, NULL, message);
}

RmgPlanNode *
rmg_planner_node (RmgPlanner *self)
{
  return &g_array_index (self->plan->nodes, RmgPlanNode, self->node);
}

RmgFileKind
rmg_planner_probe (const RmgPlanner *self, const char *path)
{
  RmgProbeFunc probe =
      self->options->probe != NULL ? self->options->probe : rmg_probe_file;

  return probe (path, self->options->probe_data);
}
