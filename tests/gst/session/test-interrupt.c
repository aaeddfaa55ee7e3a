/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A live source holds its stream lock while it pushes, so that an event for it
 * waits as long as the node downstream. A hang fails the test after RMG_TEST_HANG_S. */

#include "gst/session/interrupt.h"
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/init.h>
#include <unistd.h>

#define LATER_US 100000

#define SOURCE "in gst:audiotestsrc 'is-live':true,'samplesperbuffer':441\n"

static void
wait_for_buffers (RmgSession *session, const char *id)
{
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (session->bin), id);
  guint64 n_passed = 0;

  while (n_passed < 3) {
    g_thread_yield ();
    g_object_get (element, "buffers-passed", &n_passed, NULL);
  }
}

static void
test_interrupt_returns_beside_a_blocked_source (void)
{
  RmgSession *session;

  alarm (RMG_TEST_HANG_S);
  session = rmg_test_open (SOURCE
      "node gst:rmgfault 'stall':'until-stop','stall-after':3\n"
      "out gst:fakesink\nin > node\nnode > out\n",
      RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  wait_for_buffers (session, "node");
  rmg_interrupt_end_sources (session);
  g_assert_nonnull (session->enders);
  g_assert_cmpuint (session->enders->len, ==, 1);
  g_usleep (LATER_US); /* the event waits for the source */
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
}

static void
test_interrupt_ends_the_stream (void)
{
  g_autoptr (GError) error = NULL;
  RmgSession *session;

  alarm (RMG_TEST_HANG_S);
  session = rmg_test_open (SOURCE "node gst:rmgfault\n"
                                  "out gst:fakesink\nin > node\nnode > out\n",
      RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  wait_for_buffers (session, "node");
  rmg_interrupt_end_sources (session);
  g_assert_true (rmg_session_run (session, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  rmg_interrupt_join (session);
  g_assert_null (session->enders);
  rmg_interrupt_join (session);
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/interrupt/blocked", test_interrupt_returns_beside_a_blocked_source);
  g_test_add_func ("/interrupt/end", test_interrupt_ends_the_stream);
  return g_test_run ();
}
