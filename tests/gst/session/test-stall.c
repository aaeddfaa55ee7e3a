/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A session that has failed ends: foreign elements that stay in a state change,
 * and a branch that never ends. A hang fails the test after RMG_TEST_HANG_S. */

#include "gst/session/stall.h"
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/init.h>

#include <glib/gstdio.h>
#include <gst/base/gstbasesink.h>
#include <string.h>
#include <unistd.h>

#define CLOSE_TIMEOUT_MS 50

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

/* A sink that never posts EOS. */
typedef GstBaseSink EndlessSink;
typedef GstBaseSinkClass EndlessSinkClass;
static GType endless_sink_get_type (void);
G_DEFINE_TYPE (EndlessSink, endless_sink, GST_TYPE_BASE_SINK)

static gboolean
endless_sink_event (GstBaseSink *sink, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return GST_BASE_SINK_CLASS (endless_sink_parent_class)->event (sink, event);
  gst_event_unref (event);
  return TRUE;
}

static void
endless_sink_class_init (EndlessSinkClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  klass->event = endless_sink_event;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (
      element_class, "Endless", "Sink", "Never ends", "RemoteMedia");
}

static void
endless_sink_init (EndlessSink *self)
{
}

static RmgSession *
open_lines (const char *lines, GError **error)
{
  RmgPlanOptions plan_options = { .framing = RMG_FRAMING_STREAM };
  RmgSessionOptions options = { .close_timeout_ms = CLOSE_TIMEOUT_MS };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);

  return rmg_session_open (graph, &plan_options, &options, error);
}

/* A loaded machine needs more than the time-out for a stall. */
static void
close_session (RmgSession *session)
{
  session->options.close_timeout_ms = RMG_TEST_HANG_S * 1000;
  g_assert_true (rmg_session_close (session, NULL));
}

/* Runs @lines, which must fail with @text in the error. */
static void
assert_fails (const char *lines, const char *text)
{
  g_autoptr (GError) error = NULL;
  RmgSession *session;

  alarm (RMG_TEST_HANG_S);
  session = open_lines (lines, &error);
  if (session != NULL) {
    g_assert_false (rmg_session_run (session, NULL, NULL, NULL, &error));
    close_session (session);
  }
  alarm (0);
  g_assert_nonnull (error);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" is not in \"%s\"", text, error->message);
}

static void
test_stall_branch_without_end_ends_after_a_failure (void)
{
  assert_fails ("in gst:audiotestsrc 'num-buffers':20\n"
                "bad gst:rmgfault 'fail-after':2,'error':'stream-decode'\n"
                "out gst:fakesink\nendless gst:endlesssink\n"
                "in > bad\nbad > out\nin > endless\n",
      "\"bad\"");
}

/* A branch with data is not ended, however late it is. */
static void
test_stall_branch_with_data_runs_to_its_end (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) other = NULL;
  RmgSession *session =
      open_lines ("in gst:audiotestsrc 'num-buffers':40,'is-live':true,"
                  "'samplesperbuffer':441\n"
                  "bad gst:rmgfault 'fail-after':2,'error':'stream-decode'\n"
                  "out gst:fakesink\nother gst:fakesink 'sync':false\n"
                  "in > bad\nbad > out\nin > other\n",
          &error);
  g_autoptr (GstStructure) stats = NULL;
  guint64 rendered = 0;

  g_assert_no_error (error);
  g_assert_false (rmg_session_run (session, NULL, NULL, NULL, &error));
  other = gst_bin_get_by_name (GST_BIN (session->bin), "other");
  g_object_get (other, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "rendered", &rendered);
  g_assert_cmpuint (rendered, ==, 40);
  close_session (session);
}

typedef struct
{
  const char *name;
  const char *content;
  const char *lines; /* with the path for %s */
} Media;

static const Media media[] = {
  { "junk", "junk that is no media",
      "in gst:filesrc 'location':'%s'\ndecode gst:decodebin\n"
      "out gst:fakesink\nin > decode\ndecode > out\n" },
  { "empty", "",
      "in gst:filesrc 'location':'%s'\ndecode gst:decodebin\n"
      "out gst:fakesink\nin > decode\ndecode > out\n" },
  { "open-output", "junk that is no media",
      "in gst:filesrc 'location':'%s'\ndecode gst:decodebin\n"
      "out PassThroughNode\nin > decode\ndecode > out\n" },
  { "two-branches", "junk that is no media",
      "in gst:filesrc 'location':'%s'\ndecode gst:decodebin\n"
      "out gst:fakesink\nother gst:fakesink\n"
      "in > decode\ndecode > out\ndecode > other\n" },
  { "uri", "junk that is no media",
      "in gst:uridecodebin 'uri':'file://%s'\nout gst:fakesink\nin > out\n" },
  { "cut-wav", "RIFF\x24\0\0\0",
      "in gst:filesrc 'location':'%s'\ndecode gst:decodebin\n"
      "out gst:fakesink\nin > decode\ndecode > out\n" },
};

static void
test_stall_media_that_cannot_be_decoded_is_an_error (gconstpointer data)
{
  const Media *medium = data;
  g_autofree char *path = NULL;
  g_autofree char *lines = NULL;
  int fd = g_file_open_tmp ("rmg-media-XXXXXX", &path, NULL);

  g_assert_cmpint (
      write (fd, medium->content, strlen (medium->content)), >=, 0);
  close (fd);
  lines = g_strdup_printf (medium->lines, path);
  assert_fails (lines, "node \"");
  g_unlink (path);
}

static void
test_stall_without_failure_does_not_end (void)
{
  g_autoptr (GError) error = NULL;
  RmgSession *session = open_lines ("in gst:fakesrc 'num-buffers':1\n"
                                    "endless gst:endlesssink\nin > endless\n",
      &error);

  g_assert_no_error (error);
  g_assert_false (rmg_stall_is_over (session));
  g_assert_cmpint (session->moved_us, ==, 0);
  close_session (session);
}

#define BLOCKED                                                                \
  "in gst:audiotestsrc 'num-buffers':100000,'samplesperbuffer':441\n"          \
  "bad gst:rmgfault 'stall':'until-unset','stall-after':3\n"                   \
  "out gst:fakesink\nother gst:fakesink 'sync':false\n"                        \
  "in > bad\nbad > out\nin > other\n"

static gpointer
interrupt (gpointer session)
{
  g_autoptr (GstElement) bad =
      gst_bin_get_by_name (GST_BIN (((RmgSession *) session)->bin), "bad");
  guint64 n_passed = 0;

  while (n_passed < 3) {
    g_thread_yield ();
    g_object_get (bad, "buffers-passed", &n_passed, NULL);
  }
  rmg_session_interrupt (session);
  return NULL;
}

/* The branch beside it ends, the run and the close return, and both name the
 * node, which stays blocked: its thread owns the session. */
static void
test_stall_interrupt_ends_beside_a_blocked_branch (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) close_error = NULL;
  g_autoptr (GstElement) other = NULL;
  g_autoptr (GstPad) pad = NULL;
  RmgSession *session;
  GThread *thread;

  alarm (RMG_TEST_HANG_S);
  session = open_lines (BLOCKED, &error);
  g_assert_no_error (error);
  other = gst_bin_get_by_name (GST_BIN (session->bin), "other");
  pad = gst_element_get_static_pad (other, "sink");
  thread = g_thread_new ("interrupt", interrupt, session);
  g_assert_false (rmg_session_run (session, NULL, NULL, NULL, &error));
  g_thread_join (thread);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_ABANDONED);
  g_assert_nonnull (strstr (error->message, "node \"bad\" (gst:rmgfault)"));
  g_assert_true (GST_PAD_IS_EOS (pad));

  g_assert_false (rmg_session_close (session, &close_error));
  g_assert_error (close_error, RMG_ERROR, RMG_ERROR_ABANDONED);
  g_assert_nonnull (strstr (close_error->message, "(1 so far)"));
  g_assert_nonnull (strstr (close_error->message, "\"bad\""));
  alarm (0);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  gst_element_register (
      NULL, "endlesssink", GST_RANK_NONE, endless_sink_get_type ());

  g_test_add_func (
      "/stall/endless", test_stall_branch_without_end_ends_after_a_failure);
  g_test_add_func ("/stall/live", test_stall_branch_with_data_runs_to_its_end);
  g_test_add_func (
      "/stall/no-failure", test_stall_without_failure_does_not_end);
  for (gsize i = 0; i < G_N_ELEMENTS (media); i++) {
    g_autofree char *path = g_strconcat ("/stall/media/", media[i].name, NULL);

    g_test_add_data_func (
        path, &media[i], test_stall_media_that_cannot_be_decoded_is_an_error);
  }
  g_test_add_func (
      "/stall/interrupt", test_stall_interrupt_ends_beside_a_blocked_branch);
  return g_test_run ();
}
