/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/source/rmghttpsrc.h"

#include "tests/lib/hang.h"
#include "tests/lib/scripted-source.h"
#include "tests/lib/source-supervision.h"

#include <gst/check/gstharness.h>

#define BODY_BYTES 10000
#define RETRIES 3

typedef struct
{
  SourceSupervision supervision;
  GstHarness *harness;
  guint64 n_bytes; /* that came */
  guint n_discont;
} Fixture;

/* A slow machine must not exceed the time-out of a server that answers. */
static guint
get_timeout_ms (const ScriptedAnswer *answers, guint n_answers)
{
  guint n_hangs = 0;

  for (guint i = 0; i < n_answers; i++)
    n_hangs += answers[i].end == SCRIPTED_HANG;
  if (n_hangs == 0)
    return RMG_TEST_HANG_S * 1000;
  return n_hangs == n_answers ? 50 : 1000;
}

static void
set_up (Fixture *f, const ScriptedAnswer *answers, guint n_answers)
{
  GstElement *source = g_object_new (RMG_TYPE_HTTP_SRC, "location",
      SCRIPTED_URI, "timeout-ms", get_timeout_ms (answers, n_answers), NULL);

  *f = (Fixture){ .n_bytes = 0 };
  scripted_source_set (BODY_BYTES, answers, n_answers);
  source_supervision_init (&f->supervision, RETRIES);
  rmg_http_src_set_node (RMG_HTTP_SRC (source), f->supervision.node);
  f->harness =
      gst_harness_new_with_element (gst_object_ref_sink (source), NULL, "src");
  gst_object_unref (source);
}

static void
tear_down (Fixture *f)
{
  gst_harness_teardown (f->harness);
  source_supervision_clear (&f->supervision);
}

static gboolean
is_ended (GstHarness *harness)
{
  g_autoptr (GstEvent) event = NULL;

  while ((event = gst_harness_try_pull_event (harness)) != NULL) {
    if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
      return TRUE;
    g_clear_pointer (&event, gst_event_unref);
  }
  return FALSE;
}

static void
check_bytes (Fixture *f, GstBuffer *buffer)
{
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  for (gsize i = 0; i < map.size; i++)
    g_assert_cmpuint (
        map.data[i], ==, scripted_source_get_byte (f->n_bytes + i));
  f->n_bytes += map.size;
  gst_buffer_unmap (buffer, &map);
  f->n_discont += GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT);
}

/* Plays to the end; the bytes are those of the body in their order. */
static void
play (Fixture *f)
{
  gboolean ended = FALSE;

  gst_harness_play (f->harness);
  while (!ended || gst_harness_buffers_in_queue (f->harness) > 0) {
    GstBuffer *buffer = gst_harness_try_pull (f->harness);

    if (buffer == NULL) {
      ended = ended || is_ended (f->harness);
      g_thread_yield ();
      continue;
    }
    check_bytes (f, buffer);
    gst_buffer_unref (buffer);
  }
}

typedef struct
{
  const char *name;
  ScriptedAnswer answers[6];
  guint n_answers;
  guint n_failures;
  guint64 n_bytes;
  const char *reason; /* (nullable): of the error if it gives up */
} Case;

#define WHOLE BODY_BYTES, SCRIPTED_END

static const Case cases[] = {
  { "no fault", { { 200, WHOLE } }, 1, 0, BODY_BYTES, NULL },
  { "refused", { { 0, 0, SCRIPTED_FLOW_ERROR }, { 200, WHOLE } }, 2, 1,
      BODY_BYTES, NULL },
  { "lost connection",
      { { 200, 2500, SCRIPTED_FLOW_ERROR }, { 206, 2500, SCRIPTED_AGAIN },
          { 206, 0, SCRIPTED_AGAIN }, { 206, WHOLE } },
      4, 2, BODY_BYTES, NULL },
  { "short body", { { 200, 2500, SCRIPTED_END }, { 206, WHOLE } }, 2, 1,
      BODY_BYTES, NULL },
  { "time-out", { { 200, 2500, SCRIPTED_HANG }, { 206, WHOLE } }, 2, 1,
      BODY_BYTES, NULL },
  { "no ranges",
      { { 200, 2500, SCRIPTED_FLOW_ERROR }, { 200, 0, SCRIPTED_ERROR },
          { 200, WHOLE } },
      3, 1, BODY_BYTES, NULL },
  { "whole file instead of the rest",
      { { 200, 2500, SCRIPTED_FLOW_ERROR }, { 200, WHOLE } }, 2, 1, BODY_BYTES,
      NULL },
  { "same version",
      { { 200, 2500, SCRIPTED_ERROR, "v1" }, { 206, WHOLE, "v1" } }, 2, 1,
      BODY_BYTES, NULL },
  { "other version",
      { { 200, 2500, SCRIPTED_ERROR, "v1" }, { 206, WHOLE, "v2" } }, 2, 2, 2500,
      "its ETag was v1 and is v2 now" },
  { "busy", { { 503, 0, SCRIPTED_ERROR, NULL, "0" }, { 200, WHOLE } }, 2, 1,
      BODY_BYTES, NULL },
  { "missing", { { 404, 0, SCRIPTED_ERROR } }, 1, 1, 0, "It failed." },
  { "became shorter",
      { { 200, 2500, SCRIPTED_ERROR }, { 416, 0, SCRIPTED_ERROR } }, 2, 2, 2500,
      "has become shorter than the 2500 bytes" },
  { "never answers", { { 0, 0, SCRIPTED_HANG } }, 1, RETRIES + 1, 0,
      "sent nothing for 50 ms" },
};

static void
test_rmghttpsrc_each_fault_recovers_or_has_a_reason (gconstpointer data)
{
  const Case *each = data;
  Fixture f;

  set_up (&f, each->answers, each->n_answers);
  play (&f);
  g_test_message (
      "%s: %u requests", each->name, scripted_source_get_n_requests ());
  g_assert_cmpuint (f.n_bytes, ==, each->n_bytes);
  g_assert_cmpuint (f.n_discont, <=, 1);
  g_assert_cmpuint (f.supervision.n_decisions, ==, each->n_failures);
  g_assert_cmpint (f.supervision.gave_up, ==, each->reason != NULL);
  if (each->reason != NULL)
    g_assert_nonnull (
        strstr (f.supervision.failure->cause->message, each->reason));
  tear_down (&f);
}

static void
test_rmghttpsrc_delay_of_the_server_is_in_the_failure (void)
{
  static const ScriptedAnswer answers[] = {
    { 503, 0, SCRIPTED_ERROR, NULL, "2" },
    { 200, WHOLE },
  };
  Fixture f;

  set_up (&f, answers, G_N_ELEMENTS (answers));
  play (&f);
  g_assert_cmpuint (
      rmg_failure_retry_after_ms (f.supervision.failure), ==, 2000);
  tear_down (&f);
}

static void
test_rmghttpsrc_stops_while_it_waits (void)
{
  static const ScriptedAnswer hang = { 200, 0, SCRIPTED_HANG };
  static const ScriptedAnswer fail = { 0, 0, SCRIPTED_FLOW_ERROR };
  Fixture f;

  set_up (&f, &hang, 1);
  g_object_set (f.harness->element, "timeout-ms", 3600000, NULL);
  gst_harness_play (f.harness);
  while (scripted_source_get_n_requests () == 0)
    g_thread_yield ();
  tear_down (&f);

  set_up (&f, &fail, 1);
  f.supervision.delay_ms = 3600000;
  gst_harness_play (f.harness);
  while (scripted_source_get_n_requests () == 0)
    g_thread_yield ();
  tear_down (&f);
}

static void
test_rmghttpsrc_seek_requests_the_rest (void)
{
  static const ScriptedAnswer answers[] = { { 200, 3000, SCRIPTED_HANG },
    { 206, WHOLE } };
  g_autoptr (GstBuffer) first = NULL;
  Fixture f;
  gint64 n_bytes;

  set_up (&f, answers, G_N_ELEMENTS (answers));
  g_object_set (f.harness->element, "timeout-ms", 3600000, NULL);
  gst_harness_play (f.harness);
  first = gst_harness_pull (f.harness);
  g_assert_true (gst_element_query_duration (
      f.harness->element, GST_FORMAT_BYTES, &n_bytes));
  g_assert_cmpint (n_bytes, ==, BODY_BYTES);
  while (scripted_source_get_n_requests () == 0)
    g_thread_yield ();
  g_assert_true (gst_element_seek (f.harness->element, 1, GST_FORMAT_BYTES,
      GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET, 7000, GST_SEEK_TYPE_NONE, -1));
  while (f.n_bytes < BODY_BYTES) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (f.harness);
    guint8 byte;

    gst_buffer_extract (buffer, 0, &byte, 1);
    if (f.n_bytes == 0 && byte != scripted_source_get_byte (7000))
      continue; /* from before the seek */
    if (f.n_bytes == 0)
      f.n_bytes = 7000;
    check_bytes (&f, buffer);
  }
  g_assert_cmpuint (f.n_bytes, ==, BODY_BYTES);
  tear_down (&f);
}

static void
test_rmghttpsrc_without_reader_of_the_scheme_fails_to_start (void)
{
  g_autoptr (GstElement) source = gst_object_ref_sink (g_object_new (
      RMG_TYPE_HTTP_SRC, "location", "nothing-reads-this://host/a", NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_element_set_bus (source, bus);
  g_assert_cmpint (gst_element_set_state (source, GST_STATE_PAUSED), ==,
      GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_assert_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN);
  gst_element_set_bus (source, NULL);
  gst_element_set_state (source, GST_STATE_NULL);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/rmghttpsrc/", cases[i].name, NULL);

    g_test_add_data_func (
        path, &cases[i], test_rmghttpsrc_each_fault_recovers_or_has_a_reason);
  }
  g_test_add_func ("/rmghttpsrc/retry-after",
      test_rmghttpsrc_delay_of_the_server_is_in_the_failure);
  g_test_add_func ("/rmghttpsrc/stop", test_rmghttpsrc_stops_while_it_waits);
  g_test_add_func ("/rmghttpsrc/seek", test_rmghttpsrc_seek_requests_the_rest);
  g_test_add_func ("/rmghttpsrc/unknown",
      test_rmghttpsrc_without_reader_of_the_scheme_fails_to_start);
  return g_test_run ();
}
