/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A chain n0 -> n1 -> n2 of identities that ends in a pad of the test. */

#include "gst/supervision/blame.h"

#include "tests/lib/plan-fixture.h"

typedef struct
{
  PlanFixture *plan;
  RmgNodeSet *set;
  GstPad *feed;
  GstPad *final;
  GstFlowReturn flow; /* returned for each buffer that leaves */
} Fixture;

static GstFlowReturn
final_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Fixture *f = gst_pad_get_element_private (pad);

  gst_buffer_unref (buffer);
  return f->flow;
}

static GstPad *
add_end (Fixture *f, GstPadDirection direction, guint element, const char *peer)
{
  GstPad *pad = gst_object_ref_sink (gst_pad_new (NULL, direction));
  g_autoptr (GstPad) other =
      gst_element_get_static_pad (f->plan->elements->pdata[element], peer);
  GstPad *src = direction == GST_PAD_SRC ? pad : other;
  GstPad *sink = direction == GST_PAD_SRC ? other : pad;

  gst_pad_set_element_private (pad, f);
  if (direction == GST_PAD_SINK)
    gst_pad_set_chain_function (pad, final_chain);
  gst_pad_set_active (pad, TRUE);
  g_assert_cmpint (gst_pad_link (src, sink), ==, GST_PAD_LINK_OK);
  return pad;
}

static void
start (Fixture *f)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_BYTES);
  for (guint i = 0; i < f->plan->elements->len; i++)
    gst_element_set_state (f->plan->elements->pdata[i], GST_STATE_PLAYING);
  gst_pad_push_event (f->feed, gst_event_new_stream_start ("test"));
  gst_pad_push_event (f->feed, gst_event_new_segment (&segment));
}

static void
set_up (Fixture *f, gconstpointer roles)
{
  const RmgElementRole *role = roles;

  f->plan = plan_fixture_new (3);
  for (guint i = 0; i < 3; i++)
    plan_fixture_add (
        f->plan, "identity", i, role != NULL ? role[i] : RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, FALSE);
  plan_fixture_link (f->plan, 1, 2, FALSE);
  f->set = rmg_node_set_new (&f->plan->plan, f->plan->elements);
  f->feed = add_end (f, GST_PAD_SRC, 0, "sink");
  f->final = add_end (f, GST_PAD_SINK, 2, "src");
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer roles)
{
  for (guint i = 0; i < f->plan->elements->len; i++)
    gst_element_set_state (f->plan->elements->pdata[i], GST_STATE_NULL);
  gst_object_unref (f->feed);
  gst_object_unref (f->final);
  rmg_node_set_free (f->set);
  plan_fixture_free (f->plan);
}

static GstFlowReturn
push (Fixture *f)
{
  return gst_pad_push (f->feed, gst_buffer_new_allocate (NULL, 4, NULL));
}

static void
test_blame_accepted_buffer_has_no_culprit (Fixture *f, gconstpointer roles)
{
  RmgNode *fallback = rmg_node_set_get (f->set, 2);

  g_assert_cmpint (push (f), ==, GST_FLOW_OK);
  g_assert_null (rmg_blame_find_culprit (f->set, NULL));
  g_assert_true (rmg_blame_find_culprit (f->set, fallback) == fallback);
  g_assert_false (rmg_blame_node_was_refused (fallback));
}

static GstPadProbeReturn
refuse_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

static void
make_refuse (Fixture *f, guint element)
{
  g_autoptr (GstPad) sink =
      gst_element_get_static_pad (f->plan->elements->pdata[element], "sink");

  gst_pad_add_probe (
      sink, GST_PAD_PROBE_TYPE_BUFFER, refuse_buffer, NULL, NULL);
}

static void
test_blame_culprit_is_the_node_that_was_not_refused (
    Fixture *f, gconstpointer roles)
{
  make_refuse (f, 1);
  g_assert_cmpint (push (f), ==, GST_FLOW_ERROR);

  g_assert_true (
      rmg_blame_find_culprit (f->set, NULL) == rmg_node_set_get (f->set, 1));
  g_assert_true (rmg_blame_node_was_refused (rmg_node_set_get (f->set, 0)));
  g_assert_false (rmg_blame_node_was_refused (rmg_node_set_get (f->set, 1)));
}

static void
test_blame_refusal_downstream_of_all_nodes_has_no_culprit (
    Fixture *f, gconstpointer roles)
{
  f->flow = GST_FLOW_ERROR;
  g_assert_cmpint (push (f), ==, GST_FLOW_ERROR);

  g_assert_null (rmg_blame_find_culprit (f->set, NULL));
  g_assert_true (rmg_blame_element_was_refused (f->plan->elements->pdata[2]));
}

static void
test_blame_eos_is_not_a_refusal (Fixture *f, gconstpointer roles)
{
  f->flow = GST_FLOW_EOS;
  g_assert_cmpint (push (f), ==, GST_FLOW_EOS);

  g_assert_null (rmg_blame_find_culprit (f->set, NULL));
  g_assert_false (rmg_blame_element_was_refused (f->plan->elements->pdata[2]));
}

/* The guard of n1 returns the flow return of its commit. */
static void
test_blame_refused_commit_clears_the_node (Fixture *f, gconstpointer roles)
{
  RmgNode *node = rmg_node_set_get (f->set, 1);
  GstElement *commit = f->plan->elements->pdata[2];
  g_autoptr (GstPad) src = gst_element_get_static_pad (commit, "src");

  push (f);
  f->flow = GST_FLOW_ERROR;
  gst_pad_push (src, gst_buffer_new ());
  make_refuse (f, 1);
  push (f);
  g_assert_true (rmg_blame_find_culprit (f->set, NULL) == node);

  node->commit = commit;
  g_assert_null (rmg_blame_find_culprit (f->set, NULL));
}

/* The node may be between two attempts. */
static void
test_blame_guarded_node_is_no_culprit (Fixture *f, gconstpointer roles)
{
  RmgNode *node = rmg_node_set_get (f->set, 1);

  make_refuse (f, 1);
  push (f);
  node->guard = f->plan->elements->pdata[0];
  g_assert_null (rmg_blame_find_culprit (f->set, NULL));
  node->guard = NULL;
}

static void
test_blame_refused_conversion_does_not_count_as_its_node (
    Fixture *f, gconstpointer roles)
{
  f->flow = GST_FLOW_ERROR;
  push (f);

  g_assert_false (rmg_blame_node_was_refused (rmg_node_set_get (f->set, 0)));
  g_assert_true (rmg_blame_node_was_refused (rmg_node_set_get (f->set, 1)));
}

static const RmgElementRole conversion_first[] = { RMG_ROLE_CONVERT,
  RMG_ROLE_NODE, RMG_ROLE_NODE };

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, roles, function)                                             \
  g_test_add (path, Fixture, roles, set_up, function, tear_down)
  ADD ("/blame/none", NULL, test_blame_accepted_buffer_has_no_culprit);
  ADD ("/blame/culprit", NULL,
      test_blame_culprit_is_the_node_that_was_not_refused);
  ADD ("/blame/downstream", NULL,
      test_blame_refusal_downstream_of_all_nodes_has_no_culprit);
  ADD ("/blame/eos", NULL, test_blame_eos_is_not_a_refusal);
  ADD ("/blame/commit", NULL, test_blame_refused_commit_clears_the_node);
  ADD ("/blame/guarded", NULL, test_blame_guarded_node_is_no_culprit);
  ADD ("/blame/conversion", conversion_first,
      test_blame_refused_conversion_does_not_count_as_its_node);
#undef ADD
  return g_test_run ();
}
