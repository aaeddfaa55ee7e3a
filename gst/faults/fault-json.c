/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-writer.h"
#include "gst/faults/fault.h"

static void
write_attempt (RmgJsonWriter *json, const RmgFaultAttempt *attempt)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_uint (json, "number", attempt->number);
  rmg_json_writer_int (json, "time_us", attempt->time_us);
  rmg_json_writer_string (json, "domain", attempt->domain);
  rmg_json_writer_int (json, "code", attempt->code);
  rmg_json_writer_string (json, "message", attempt->message);
  rmg_json_writer_string (json, "flow", gst_flow_get_name (attempt->flow));
  rmg_json_writer_string (json, "action", attempt->action);
  rmg_json_writer_uint (json, "delay_ms", attempt->delay_ms);
  rmg_json_writer_end_object (json);
}

static void
write_item (RmgJsonWriter *json, guint64 item)
{
  if (item == RMG_FAULT_NO_ITEM)
    rmg_json_writer_null (json, "item");
  else
    rmg_json_writer_uint (json, "item", item);
}

static void
write_cause (RmgJsonWriter *json, const RmgFault *self)
{
  rmg_json_writer_string (
      json, "domain", g_quark_to_string (self->error->domain));
  rmg_json_writer_int (json, "code", self->error->code);
  rmg_json_writer_string (json, "kind", rmg_fault_kind_get_name (self->kind));
  rmg_json_writer_boolean (json, "retryable", self->retryable);
  rmg_json_writer_string (json, "message", self->message);
  rmg_json_writer_string (json, "summary", self->error->message);
  rmg_json_writer_string (json, "flow", gst_flow_get_name (self->flow));
  rmg_json_writer_string (json, "debug", self->debug);
}

static void
write_attempts (RmgJsonWriter *json, const RmgFault *self)
{
  rmg_json_writer_uint (json, "attempt_count", self->n_attempts);
  rmg_json_writer_begin_array (json, "attempts");
  for (guint i = 0; i < rmg_fault_get_n_recorded (self); i++)
    write_attempt (json, rmg_fault_get_attempt (self, i));
  rmg_json_writer_end_array (json);
}

char *
rmg_fault_to_json (const RmgFault *self)
{
  GString *text = g_string_sized_new (1024);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);

  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_string (&json, "node_id", self->node_id);
  rmg_json_writer_string (&json, "node_type", self->node_type);
  rmg_json_writer_string (&json, "element", self->element_path);
  write_item (&json, self->item);
  rmg_json_writer_int (&json, "time_us", self->time_us);
  write_cause (&json, self);
  write_attempts (&json, self);
  rmg_json_writer_string (&json, "lost", self->lost);
  rmg_json_writer_string (&json, "hint", self->hint);
  rmg_json_writer_end_object (&json);
  return g_string_free (text, FALSE);
}
