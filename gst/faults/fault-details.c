/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fault records as structures in messages, and back. */

#include "gst/faults/fault.h"

static void
append_attempt (GValue *list, const RmgFaultAttempt *attempt)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value,
      gst_structure_new ("attempt", "number", G_TYPE_UINT, attempt->number,
          "time-us", G_TYPE_INT64, attempt->time_us, "domain", G_TYPE_STRING,
          attempt->domain, "code", G_TYPE_INT, attempt->code, "message",
          G_TYPE_STRING, attempt->message, "flow", G_TYPE_INT, attempt->flow,
          "action", G_TYPE_STRING, attempt->action, "delay-ms", G_TYPE_UINT,
          attempt->delay_ms, NULL));
  gst_value_array_append_and_take_value (list, &value);
}

static void
set_attempts (GstStructure *structure, const RmgFault *self)
{
  GValue list = G_VALUE_INIT;

  g_value_init (&list, GST_TYPE_ARRAY);
  for (guint i = 0; i < rmg_fault_get_n_recorded (self); i++)
    append_attempt (&list, rmg_fault_get_attempt (self, i));
  gst_structure_take_value (structure, "attempts", &list);
}

GstStructure *
rmg_fault_to_structure (const RmgFault *self, const char *name)
{
  GstStructure *structure = gst_structure_new (name, "node-id", G_TYPE_STRING,
      self->node_id, "node-type", G_TYPE_STRING, self->node_type, "element",
      G_TYPE_STRING, self->element_path, "time-us", G_TYPE_INT64, self->time_us,
      "domain", G_TYPE_STRING, g_quark_to_string (self->error->domain), "code",
      G_TYPE_INT, self->error->code, NULL);

  gst_structure_set (structure, "kind", G_TYPE_STRING,
      rmg_fault_kind_get_name (self->kind), "retryable", G_TYPE_BOOLEAN,
      self->retryable, "message", G_TYPE_STRING, self->message, "summary",
      G_TYPE_STRING, self->error->message, "flow", G_TYPE_INT, self->flow,
      "debug", G_TYPE_STRING, self->debug, NULL);
  gst_structure_set (structure, "attempt-count", G_TYPE_UINT, self->n_attempts,
      "lost", G_TYPE_STRING, self->lost, "hint", G_TYPE_STRING, self->hint,
      NULL);
  gst_structure_set (structure, "item", G_TYPE_UINT64, self->item, NULL);
  if (rmg_fault_get_user_data (self) != NULL)
    rmg_fault_details_set_user_data (structure, rmg_fault_get_user_data (self));
  set_attempts (structure, self);
  return structure;
}

static void
read_attempt (const GstStructure *structure, GPtrArray *attempts)
{
  RmgFaultAttempt attempt = {
    .domain = gst_structure_get_string (structure, "domain"),
    .message = gst_structure_get_string (structure, "message"),
    .action = gst_structure_get_string (structure, "action"),
  };

  gst_structure_get (structure, "number", G_TYPE_UINT, &attempt.number,
      "time-us", G_TYPE_INT64, &attempt.time_us, "code", G_TYPE_INT,
      &attempt.code, "flow", G_TYPE_INT, &attempt.flow, "delay-ms", G_TYPE_UINT,
      &attempt.delay_ms, NULL);
  g_ptr_array_add (attempts, rmg_fault_attempt_copy (&attempt));
}

static GPtrArray *
read_attempts (const GstStructure *structure)
{
  const GValue *list = gst_structure_get_value (structure, "attempts");
  GPtrArray *attempts = rmg_fault_attempts_new ();

  if (list == NULL || !GST_VALUE_HOLDS_ARRAY (list))
    return attempts;
  for (guint i = 0; i < gst_value_array_get_size (list); i++)
    read_attempt (gst_value_get_structure (gst_value_array_get_value (list, i)),
        attempts);
  return attempts;
}

static RmgFaultKind
read_kind (const GstStructure *structure)
{
  const char *name = gst_structure_get_string (structure, "kind");
  RmgFaultKind kind = RMG_FAULT_PERMANENT;

  while (kind < RMG_FAULT_ITEM &&
      g_strcmp0 (name, rmg_fault_kind_get_name (kind)) != 0)
    kind++;
  return kind;
}

static RmgFault *
read_fault (const GstStructure *structure)
{
  g_autoptr (GPtrArray) attempts = read_attempts (structure);
  const char *domain = gst_structure_get_string (structure, "domain");
  const char *summary = gst_structure_get_string (structure, "summary");
  GError error = { g_quark_from_string (domain), 0, (char *) summary };
  RmgFault fault = {
    .node_id = gst_structure_get_string (structure, "node-id"),
    .node_type = gst_structure_get_string (structure, "node-type"),
    .element_path = gst_structure_get_string (structure, "element"),
    .kind = read_kind (structure),
    .error = &error,
    .message = gst_structure_get_string (structure, "message"),
    .debug = gst_structure_get_string (structure, "debug"),
    .lost = gst_structure_get_string (structure, "lost"),
    .hint = gst_structure_get_string (structure, "hint"),
    .item = RMG_FAULT_NO_ITEM,
  };
  RmgFault *read;

  gst_structure_get (structure, "code", G_TYPE_INT, &error.code, "time-us",
      G_TYPE_INT64, &fault.time_us, "retryable", G_TYPE_BOOLEAN,
      &fault.retryable, "flow", G_TYPE_INT, &fault.flow, "attempt-count",
      G_TYPE_UINT, &fault.n_attempts, NULL);
  gst_structure_get_uint64 (structure, "item", &fault.item);
  read = rmg_fault_new (&fault, attempts);
  rmg_fault_take_user_data (read, structure);
  return read;
}

RmgFault *
rmg_fault_from_message (GstMessage *message)
{
  const GstStructure *structure = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error_details (message, &structure);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
    structure = gst_message_get_structure (message);
  if (structure == NULL || !gst_structure_has_field (structure, "summary") ||
      !gst_structure_has_field (structure, "node-id") ||
      !gst_structure_has_field (structure, "domain"))
    return NULL;
  return read_fault (structure);
}
