/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/trace.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* The document as a parser sees it. */
typedef struct
{
  JsonParser *parser;
  JsonArray *records;
  gint64 n_dropped;
} Document;

static Document
read_document (RmgTrace *trace)
{
  g_autofree char *text = rmg_trace_to_json (trace);
  Document document = { json_parser_new () };
  JsonObject *root;

  g_assert_true (json_parser_load_from_data (document.parser, text, -1, NULL));
  root = json_node_get_object (json_parser_get_root (document.parser));
  document.records = json_object_get_array_member (root, "traceEvents");
  document.n_dropped = json_object_get_int_member (
      json_object_get_object_member (root, "otherData"), "dropped");
  return document;
}

static guint
count_phase (const Document *document, const char *phase)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (document->records); i++)
    n += g_str_equal (
        json_object_get_string_member (
            json_array_get_object_element (document->records, i), "ph"),
        phase);
  return n;
}

static JsonObject *
find_record (const Document *document, const char *phase, const char *name)
{
  for (guint i = 0; i < json_array_get_length (document->records); i++) {
    JsonObject *record = json_array_get_object_element (document->records, i);

    if (g_str_equal (json_object_get_string_member (record, "ph"), phase) &&
        g_str_equal (json_object_get_string_member (record, "name"), name))
      return record;
  }
  return NULL;
}

static guint64
now_ns (void)
{
  return (guint64) g_get_monotonic_time () * 1000;
}

static void
test_trace_call_has_times_in_microseconds (void)
{
  g_autoptr (RmgTrace) trace = rmg_trace_new ();
  const RmgTraceNode *node = rmg_trace_add_node (trace, "a \"b\"");
  guint64 start_ns = now_ns () + 1000000;
  Document document;
  JsonObject *call;

  rmg_trace_add_call (node, start_ns, 2500, 1250);
  document = read_document (trace);
  call = find_record (&document, "X", "a \"b\"");
  g_assert_nonnull (call);
  g_assert_cmpfloat (json_object_get_double_member (call, "dur"), ==, 2.5);
  g_assert_cmpfloat (json_object_get_double_member (call, "ts"), >=, 1000.0);
  g_assert_cmpfloat (
      json_object_get_double_member (
          json_object_get_object_member (call, "args"), "own_us"),
      ==, 1.25);
  g_assert_cmpint (document.n_dropped, ==, 0);
  g_object_unref (document.parser);
}

static void
test_trace_event_names_its_node (void)
{
  g_autoptr (RmgTrace) trace = rmg_trace_new ();
  Document document;
  JsonObject *event;

  rmg_trace_add_event (trace, "breaker open", "vad");
  rmg_trace_add_event (trace, "alone", NULL);
  document = read_document (trace);
  event = find_record (&document, "i", "breaker open");
  g_assert_cmpstr (json_object_get_string_member (
                       json_object_get_object_member (event, "args"), "node"),
      ==, "vad");
  g_assert_cmpstr (json_object_get_string_member (event, "s"), ==, "t");
  g_assert_true (json_object_get_null_member (
      json_object_get_object_member (
          find_record (&document, "i", "alone"), "args"),
      "node"));
  g_object_unref (document.parser);
}

static guint
count_text (const char *text, const char *part)
{
  guint n = 0;

  while ((text = strstr (text, part)) != NULL) {
    text += strlen (part);
    n++;
  }
  return n;
}

/* Counts in the text: a sanitizer makes the parser of JSON very slow. */
static void
test_trace_full_ring_keeps_the_newest_and_counts_the_rest (void)
{
  g_autoptr (RmgTrace) trace = rmg_trace_new ();
  const RmgTraceNode *old = rmg_trace_add_node (trace, "old");
  const RmgTraceNode *new = rmg_trace_add_node (trace, "new");
  g_autofree char *text = NULL;

  for (guint i = 0; i < 10; i++)
    rmg_trace_add_call (old, now_ns (), 1, 1);
  for (guint i = 0; i < RMG_TRACE_RING_SIZE; i++)
    rmg_trace_add_call (new, now_ns (), 1, 1);
  text = rmg_trace_to_json (trace);
  g_assert_cmpuint (count_text (text, "\"X\""), ==, RMG_TRACE_RING_SIZE);
  g_assert_cmpuint (count_text (text, "\"old\""), ==, 0);
  g_assert_cmpuint (count_text (text, "\"dropped\":10}"), ==, 1);
}

static gpointer
call_once (gpointer data)
{
  rmg_trace_add_call (data, now_ns (), 1, 1);
  return NULL;
}

static void
call_on_threads (const RmgTraceNode *node, guint n_threads)
{
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (g_thread_new ("worker", call_once, (gpointer) node));
}

/* A thread id may be used again after its thread has ended, so the number of
 * rings is at most that of the threads. */
static void
test_trace_threads_beyond_the_limit_take_silent_rings (void)
{
  g_autoptr (RmgTrace) trace = rmg_trace_new ();
  const RmgTraceNode *node = rmg_trace_add_node (trace, "node");
  const guint n_threads = 3 * RMG_TRACE_MAX_RINGS;
  Document document;
  guint n_kept;

  call_on_threads (node, n_threads);
  document = read_document (trace);
  n_kept = count_phase (&document, "X");
  g_assert_cmpuint (count_phase (&document, "M"), <=, RMG_TRACE_MAX_RINGS + 1);
  g_assert_cmpuint (n_kept, >=, 1);
  g_assert_cmpint (document.n_dropped, ==, n_threads - n_kept);
  g_object_unref (document.parser);
}

typedef struct
{
  const RmgTraceNode *node;
  int *n_waiting;
} Parallel;

/* All threads are alive at once, so each of them needs a ring of its own. */
static gpointer
call_in_parallel (gpointer data)
{
  Parallel *parallel = data;

  rmg_trace_add_call (parallel->node, now_ns (), 1, 1);
  g_atomic_int_dec_and_test (parallel->n_waiting);
  while (g_atomic_int_get (parallel->n_waiting) > 0)
    g_thread_yield ();
  for (guint i = 0; i < 100; i++)
    rmg_trace_add_call (parallel->node, now_ns (), 1, 1);
  return NULL;
}

static void
test_trace_threads_that_compete_for_rings_lose_no_record_uncounted (void)
{
  enum
  {
    N_THREADS = RMG_TRACE_MAX_RINGS + 4
  };
  g_autoptr (RmgTrace) trace = rmg_trace_new ();
  int n_waiting = N_THREADS;
  Parallel parallel = { rmg_trace_add_node (trace, "node"), &n_waiting };
  GThread *threads[N_THREADS];
  Document document;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("worker", call_in_parallel, &parallel);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  document = read_document (trace);
  g_assert_cmpint (count_phase (&document, "M"), ==, RMG_TRACE_MAX_RINGS + 1);
  g_assert_cmpint (
      count_phase (&document, "X") + document.n_dropped, ==, N_THREADS * 101);
  g_object_unref (document.parser);
}

static void
test_trace_second_trace_of_a_thread_is_separate (void)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (RmgTrace) trace = rmg_trace_new ();
    Document document;

    rmg_trace_add_call (rmg_trace_add_node (trace, "node"), now_ns (), 1, 1);
    document = read_document (trace);
    g_assert_cmpuint (count_phase (&document, "X"), ==, 1);
    g_object_unref (document.parser);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/call", test_trace_call_has_times_in_microseconds);
  g_test_add_func ("/trace/event", test_trace_event_names_its_node);
  g_test_add_func ("/trace/full-ring",
      test_trace_full_ring_keeps_the_newest_and_counts_the_rest);
  g_test_add_func ("/trace/many-threads",
      test_trace_threads_beyond_the_limit_take_silent_rings);
  g_test_add_func ("/trace/competing-threads",
      test_trace_threads_that_compete_for_rings_lose_no_record_uncounted);
  g_test_add_func (
      "/trace/second", test_trace_second_trace_of_a_thread_is_separate);
  return g_test_run ();
}
