/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reports about sessions and bins that really stall. A hang fails the test after
 * RMG_TEST_HANG_S. */

#include "gst/bin/stall-look.h"
#include "gst/session/data.h"
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/init.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
has_all (const char *text, const char *const *parts)
{
  for (; *parts != NULL; parts++)
    if (strstr (text, *parts) == NULL)
      return FALSE;
  return TRUE;
}

/* Threads need a moment to reach the place where they block, and until then a
 * report may show another place. */
static void
wait_for (RmgSession *session, RmgStallFormat format, const char *const *parts)
{
  alarm (RMG_TEST_HANG_S);
  for (;;) {
    g_autofree char *report = rmg_session_describe_stall (session, format);

    if (has_all (report, parts))
      break;
    g_thread_yield ();
  }
  alarm (0);
}

static void
wait_for_report (RmgSession *session, const char *const *parts)
{
  wait_for (session, RMG_STALL_JSON, parts);
}

static RmgSession *
open_measured (const char *lines)
{
  RmgPlanOptions how = { .framing = RMG_FRAMING_STREAM };
  RmgSessionOptions options = { .metrics = TRUE, .close_timeout_ms = 1000 };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, &how, &options, &error);

  g_assert_no_error (error);
  return session;
}

#define SOURCE "in gst:audiotestsrc 'samplesperbuffer':441\n"
#define STALLS "'stall':'until-stop','stall-after':3"

static void
test_stall_look_stalled_node_blocks_the_reader (void)
{
  static const char *const parts[] = { "\"blocking_node\": \"bad\"",
    "\"waits_for\": \"bad\"", "\"pad\": \"bad:sink\"",
    "\"last_buffer_age_ms\": ", NULL };
  static const char *const sentence[] = {
    "the others wait for node \"bad\", pad bad:sink", NULL
  };
  RmgSession *session =
      open_measured (SOURCE "bad gst:rmgfault " STALLS "\nout gst:fakesink\n"
                            "in > bad\nbad > out\n");

  wait_for_report (session, parts);
  wait_for (session, RMG_STALL_TEXT, sentence);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_stall_look_stalled_leg_shows_its_full_queue (void)
{
  static const char *const parts[] = { "\"blocking_node\": \"bad\"",
    "\"pad\": \"bad:sink\"",
    "\"node_id\": \"bad\",\n      \"buffers\": ", NULL };
  RmgSession *session =
      open_measured (SOURCE "bad gst:rmgfault " STALLS "\nlost gst:fakesink\n"
                            "good gst:fakesink\n"
                            "in > bad\nbad > lost\nin > good\n");

  wait_for_report (session, parts);
  g_assert_true (rmg_session_close (session, NULL));
}

/* @outer: lines beside the node "inner", which has the manifest of @inner */
static void
assert_nested (const char *inner, const char *outer, const char *const *parts)
{
  g_autofree char *manifest = rmg_test_manifest (inner);
  g_autofree char *path = NULL;
  g_autofree char *lines = NULL;
  RmgSession *session;
  int fd = g_file_open_tmp ("rmg-inner-XXXXXX.json", &path, NULL);

  g_assert_cmpint (write (fd, manifest, strlen (manifest)), >, 0);
  close (fd);
  lines = g_strdup_printf (
      SOURCE "inner gst:rmgbin 'manifest':'%s'\nin > inner\n%s", path, outer);
  session = open_measured (lines);
  wait_for_report (session, parts);
  g_assert_true (rmg_session_close (session, NULL));
  g_unlink (path);
}

/* The blocked pad is inside a bin that is an element of the plan. */
static void
test_stall_look_nested_manifest_shows_pad_and_report (void)
{
  static const char *const parts[] = { "\"blocking_node\": \"inner\"",
    "\"pad\": \"inner/bad:sink\"", "\"nested\": {", "\"pad\": \"bad:sink\"",
    NULL };

  assert_nested ("bad gst:rmgfault " STALLS "\n",
      "out gst:fakesink\ninner > out\n", parts);
}

/* The thread has passed through the bin. */
static void
test_stall_look_node_after_nested_manifest_is_found (void)
{
  static const char *const parts[] = { "\"blocking_node\": \"bad\"",
    "\"pad\": \"bad:sink\"", NULL };

  assert_nested ("a PassThroughNode\n",
      "bad gst:rmgfault " STALLS "\nout gst:fakesink\n"
      "inner > bad\nbad > out\n",
      parts);
}

static gpointer
push_value (gpointer session)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (7);

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
  return NULL;
}

static void
set_stall (RmgSession *session, const char *stall)
{
  g_autoptr (GstElement) bad =
      gst_bin_get_by_name (GST_BIN (session->bin), "bad");

  gst_util_set_object_arg (G_OBJECT (bad), "stall", stall);
}

static void
test_stall_look_inline_call_is_seen_from_another_thread (void)
{
  static const char *const parts[] = { "\"threaded\": false",
    "\"reason\": \"inside\"", "\"pad\": \"bad:sink\"", NULL };
  RmgSession *session = rmg_test_open (
      "in PassThroughNode\nbad gst:rmgfault 'stall':'until-unset'\n"
      "in > bad\n",
      RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  GThread *thread = g_thread_new ("push", push_value, session);

  wait_for_report (session, parts);
  set_stall (session, "none");
  g_thread_join (thread);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_stall_look_idle_session_waits_for_input (void)
{
  RmgSession *session = rmg_test_open ("a PassThroughNode\nb AddNode\na > b\n",
      RMG_THREADING_THREADED, RMG_FRAMING_ITEMS);
  static const char *const parts[] = { "\"reason\": \"input\"",
    "\"waits_for\": \"a\"", "\"last_buffer_age_ms\": null", NULL };

  wait_for_report (session, parts);
  g_assert_true (rmg_session_close (session, NULL));
}

/* The report of a bin is a property, NULL without a manifest. */
static void
test_stall_look_bin_has_the_report_as_property (void)
{
  g_autoptr (GstElement) bin =
      gst_object_ref_sink (gst_element_factory_make ("rmgbin", NULL));
  g_autofree char *manifest = rmg_test_manifest ("a PassThroughNode\n");
  g_autofree char *none = NULL;
  g_autofree char *report = NULL;

  g_object_get (bin, "stall-report", &none, NULL);
  g_assert_null (none);
  g_object_set (bin, "manifest-json", manifest, NULL);
  g_object_get (bin, "stall-report", &report, NULL);
  g_assert_nonnull (strstr (report, "\"bin_state\": \"NULL\""));
  g_assert_nonnull (strstr (report, "\"node_id\": \"a\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  g_test_add_func (
      "/stall-look/node", test_stall_look_stalled_node_blocks_the_reader);
  g_test_add_func (
      "/stall-look/leg", test_stall_look_stalled_leg_shows_its_full_queue);
  g_test_add_func ("/stall-look/nested",
      test_stall_look_nested_manifest_shows_pad_and_report);
  g_test_add_func ("/stall-look/after-nested",
      test_stall_look_node_after_nested_manifest_is_found);
  g_test_add_func ("/stall-look/inline",
      test_stall_look_inline_call_is_seen_from_another_thread);
  g_test_add_func (
      "/stall-look/idle", test_stall_look_idle_session_waits_for_input);
  g_test_add_func (
      "/stall-look/bin", test_stall_look_bin_has_the_report_as_property);
  return g_test_run ();
}
