/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Writes a trace in the JSON trace event format: complete events ("X") for
 * calls, instants ("i") for events, and metadata ("M") for names of threads.
 * Times are microseconds with a fraction. */

#include "gst/metrics/trace-data.h"
#include "translator/base/json-writer.h"

#include <unistd.h>

#define NS_PER_US 1000.0

static void
begin_entry (RmgJsonWriter *json, const char *phase, pid_t thread)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "ph", phase);
  rmg_json_writer_int (json, "pid", getpid ());
  rmg_json_writer_int (json, "tid", thread);
}

static void
write_name (
    RmgJsonWriter *json, const char *what, pid_t thread, const char *name)
{
  begin_entry (json, "M", thread);
  rmg_json_writer_string (json, "name", what);
  rmg_json_writer_begin_object (json, "args");
  rmg_json_writer_string (json, "name", name);
  rmg_json_writer_end_object (json);
  rmg_json_writer_end_object (json);
}

static void
write_call (RmgJsonWriter *json, const RmgTraceRecord *record)
{
  rmg_json_writer_string (json, "cat", "node");
  rmg_json_writer_double (json, "dur", record->total_ns / NS_PER_US);
  rmg_json_writer_begin_object (json, "args");
  rmg_json_writer_double (json, "own_us", record->own_ns / NS_PER_US);
  rmg_json_writer_end_object (json);
}

static void
write_event (RmgJsonWriter *json, const RmgTraceRecord *record)
{
  rmg_json_writer_string (json, "cat", "event");
  rmg_json_writer_string (json, "s", "t");
  rmg_json_writer_begin_object (json, "args");
  rmg_json_writer_string (json, "node", record->node);
  rmg_json_writer_end_object (json);
}

static void
write_record (RmgJsonWriter *json, const RmgTraceRecord *record, pid_t thread,
    guint64 start_ns)
{
  guint64 since_ns =
      record->start_ns > start_ns ? record->start_ns - start_ns : 0;

  begin_entry (json, record->is_event ? "i" : "X", thread);
  rmg_json_writer_string (json, "name", record->name);
  rmg_json_writer_double (json, "ts", since_ns / NS_PER_US);
  if (record->is_event)
    write_event (json, record);
  else
    write_call (json, record);
  rmg_json_writer_end_object (json);
}

/* Returns the number of records that the ring has dropped. */
static guint64
write_ring (RmgJsonWriter *json, RmgTraceRing *ring, guint64 start_ns)
{
  guint64 first;

  g_mutex_lock (&ring->lock);
  first = ring->n_added - MIN (ring->n_added, RMG_TRACE_RING_SIZE);
  write_name (json, "thread_name", ring->thread, ring->name);
  for (guint64 i = first; i < ring->n_added; i++)
    write_record (
        json, &ring->records[i % RMG_TRACE_RING_SIZE], ring->thread, start_ns);
  g_mutex_unlock (&ring->lock);
  return first;
}

char *
rmg_trace_to_json (RmgTrace *self)
{
  GString *text = g_string_new (NULL);
  RmgJsonWriter json = RMG_JSON_WRITER_INIT (text);
  guint64 n_dropped;

  json.compact = TRUE;
  rmg_json_writer_begin_object (&json, NULL);
  rmg_json_writer_begin_array (&json, "traceEvents");
  write_name (&json, "process_name", 0, "rmg");
  g_mutex_lock (&self->lock);
  n_dropped = self->n_dropped;
  for (guint i = 0; i < self->rings->len; i++)
    n_dropped +=
        write_ring (&json, g_ptr_array_index (self->rings, i), self->start_ns);
  g_mutex_unlock (&self->lock);
  rmg_json_writer_end_array (&json);
  rmg_json_writer_string (&json, "displayTimeUnit", "ns");
  rmg_json_writer_begin_object (&json, "otherData");
  rmg_json_writer_uint (&json, "dropped", n_dropped);
  rmg_json_writer_end_object (&json);
  rmg_json_writer_end_object (&json);
  return g_string_free (text, FALSE);
}
