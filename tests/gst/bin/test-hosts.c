/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* One host that is full with two items; the test takes and completes them. */

#include "gst/bin/hosts.h"

#include "gst/elements/host/rmghost.h"
#include <rmg/init.h>
#include "tests/lib/plan-fixture.h"

#define TYPE "TestHostsNode"

typedef struct
{
  PlanFixture *plan;
  RmgNodeSet *set;
  RmgHosts hosts;
  GstElement *host;
  GstPad *sink;
  GstPad *final;
  guint n_completed; /* calls of the listener */
  guint n_final;     /* atomic: buffers that left the host */
} Fixture;

static void
ignore_item (RmgHost *host, gpointer user_data)
{
}

static void
note_completed (gpointer data)
{
  Fixture *f = data;

  f->n_completed++;
}

static const RmgListener listener = { .completed = note_completed };

static GstFlowReturn
final_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Fixture *f = gst_pad_get_element_private (pad);

  gst_buffer_unref (buffer);
  g_atomic_int_inc ((int *) &f->n_final);
  return GST_FLOW_OK;
}

static void
start (Fixture *f)
{
  g_autoptr (GstPad) src = gst_element_get_static_pad (f->host, "src");
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("test/x-data");
  GstSegment segment;

  f->sink = gst_element_get_static_pad (f->host, "sink");
  f->final = gst_object_ref_sink (gst_pad_new ("final", GST_PAD_SINK));
  gst_pad_set_element_private (f->final, f);
  gst_pad_set_chain_function (f->final, final_chain);
  gst_pad_set_active (f->final, TRUE);
  g_assert_cmpint (gst_pad_link (src, f->final), ==, GST_PAD_LINK_OK);
  g_object_set (f->host, "type", TYPE, "max-items", 2, NULL);
  gst_element_set_state (f->host, GST_STATE_PLAYING);

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_send_event (f->sink, gst_event_new_stream_start ("test"));
  gst_pad_send_event (f->sink, gst_event_new_caps (caps));
  gst_pad_send_event (f->sink, gst_event_new_segment (&segment));
}

static void
set_up (Fixture *f, gconstpointer defers)
{
  f->plan = plan_fixture_new (1);
  plan_fixture_add (f->plan, "identity", 0, RMG_ROLE_CONVERT);
  plan_fixture_add (f->plan, "rmghost", 0, RMG_ROLE_NODE);
  f->host = f->plan->elements->pdata[1];
  f->set = rmg_node_set_new (&f->plan->plan, f->plan->elements);
  rmg_hosts_init (&f->hosts, f->set, GPOINTER_TO_INT (defers), &listener, f);
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer defers)
{
  if (f->hosts.hosts != NULL)
    rmg_hosts_clear (&f->hosts);
  gst_element_set_state (f->host, GST_STATE_NULL);
  gst_object_unref (f->sink);
  gst_object_unref (f->final);
  rmg_node_set_free (f->set);
  plan_fixture_free (f->plan);
}

static void
push (Fixture *f)
{
  g_assert_cmpint (gst_pad_chain (f->sink, gst_buffer_new ()), ==, GST_FLOW_OK);
}

static gpointer
complete_item (gpointer host)
{
  g_auto (RmgHostItem) item = { 0 };
  GstBufferList *outputs = gst_buffer_list_new ();

  g_assert_true (rmg_host_take (host, &item));
  gst_buffer_list_add (outputs, gst_buffer_ref (item.buffer));
  rmg_host_complete (host, item.sequence, NULL, outputs);
  return NULL;
}

static void
complete_in_thread (Fixture *f)
{
  g_thread_join (g_thread_new ("driver", complete_item, f->host));
}

static void
test_hosts_are_found_among_the_elements (Fixture *f, gconstpointer defers)
{
  g_assert_cmpuint (f->hosts.hosts->len, ==, 1);
  g_assert_true (f->hosts.hosts->pdata[0] == f->host);
}

static void
test_hosts_with_item_limit_reached_are_full (Fixture *f, gconstpointer defers)
{
  push (f);
  g_assert_false (rmg_hosts_is_full (&f->hosts));
  push (f);
  g_assert_true (rmg_hosts_is_full (&f->hosts));
}

static void
test_hosts_deferred_item_waits_for_the_flush (Fixture *f, gconstpointer defers)
{
  push (f);
  complete_in_thread (f);
  g_assert_cmpuint (f->n_completed, ==, 1);
  g_assert_cmpuint (f->n_final, ==, 0);
  rmg_hosts_flush (&f->hosts);
  g_assert_cmpuint (f->n_final, ==, 1);
}

static void
test_hosts_threaded_item_leaves_on_the_thread_of_the_host (
    Fixture *f, gconstpointer defers)
{
  push (f);
  complete_in_thread (f);
  g_assert_cmpuint (f->n_completed, ==, 0);
  while (g_atomic_int_get ((int *) &f->n_final) == 0)
    g_usleep (100);
  g_assert_cmpuint (f->n_final, ==, 1);
}

/* No attempt is timed without a supervisor. */
static void
test_hosts_without_timed_attempts_are_not_due (Fixture *f, gconstpointer defers)
{
  push (f);
  g_assert_cmpint (rmg_hosts_get_due (&f->hosts), ==, -1);
  rmg_hosts_resume (&f->hosts, G_MAXINT64);
  g_assert_cmpuint (f->n_final, ==, 0);
}

static void
test_hosts_cleared_notify_the_listener_no_more (
    Fixture *f, gconstpointer defers)
{
  push (f);
  rmg_hosts_clear (&f->hosts);
  complete_in_thread (f);
  g_assert_cmpuint (f->n_completed, ==, 0);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_true (rmg_host_register_callback (
      TYPE, "does nothing", ignore_item, NULL, NULL));

#define ADD(path, defers, function)                                            \
  g_test_add (                                                                 \
      path, Fixture, GINT_TO_POINTER (defers), set_up, function, tear_down)
  ADD ("/hosts/found", TRUE, test_hosts_are_found_among_the_elements);
  ADD ("/hosts/full", TRUE, test_hosts_with_item_limit_reached_are_full);
  ADD ("/hosts/deferred", TRUE, test_hosts_deferred_item_waits_for_the_flush);
  ADD ("/hosts/threaded", FALSE,
      test_hosts_threaded_item_leaves_on_the_thread_of_the_host);
  ADD ("/hosts/due", TRUE, test_hosts_without_timed_attempts_are_not_due);
  ADD ("/hosts/cleared", TRUE, test_hosts_cleared_notify_the_listener_no_more);
#undef ADD
  return g_test_run ();
}
