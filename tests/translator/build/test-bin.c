/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* With stock elements alone: plans are put together here by hand. */

#include "translator/build/bin.h"
#include <rmg/error.h>
#include "translator/build/planned-caps.h"

#include <string.h>

static void
clear_property (gpointer data)
{
  g_value_unset (&((RmgPlanProperty *) data)->value);
}

static RmgPlanElement
make_step (const char *name, const char *factory)
{
  RmgPlanElement step = { (char *) name, (char *) factory, RMG_ROLE_NODE, 0,
    g_array_new (FALSE, FALSE, sizeof (RmgPlanProperty)) };

  g_array_set_clear_func (step.properties, clear_property);
  return step;
}

static void
set_text (RmgPlanElement *step, const char *property, const char *text)
{
  RmgPlanProperty set = { (char *) property, G_VALUE_INIT };

  g_value_init (&set.value, G_TYPE_STRING);
  g_value_set_string (&set.value, text);
  g_array_append_val (step->properties, set);
}

/* A chain of elements of one node called "n". */
static void
build_chain (RmgPlanElement *steps, guint n_steps, GstBin *bin, GError **error)
{
  RmgPlanNode node = { .id = (char *) "n" };
  g_autoptr (GstCaps) any = gst_caps_new_any ();
  RmgPlan plan = { .nodes = g_array_new (FALSE, FALSE, sizeof (RmgPlanNode)),
    .elements = g_array_new (FALSE, FALSE, sizeof (RmgPlanElement)),
    .links = g_array_new (FALSE, FALSE, sizeof (RmgPlanLink)),
    .inputs = g_array_new (FALSE, FALSE, sizeof (RmgPlanPort)),
    .outputs = g_array_new (FALSE, FALSE, sizeof (RmgPlanPort)) };
  g_autoptr (GPtrArray) made = NULL;

  g_array_append_val (plan.nodes, node);
  g_array_append_vals (plan.elements, steps, n_steps);
  for (guint i = 0; i + 1 < n_steps; i++) {
    RmgPlanLink link = { i, i + 1, (char *) "src", (char *) "sink", any,
      strcmp (steps[i].factory, "decodebin") == 0 };

    g_array_append_val (plan.links, link);
  }
  made = rmg_plan_build (&plan, bin, error);
  for (guint i = 0; i < n_steps; i++)
    g_array_unref (steps[i].properties);
  g_array_unref (plan.nodes);
  g_array_unref (plan.elements);
  g_array_unref (plan.links);
  g_array_unref (plan.inputs);
  g_array_unref (plan.outputs);
}

static void
test_bin_missing_element_named_and_bin_left_empty (void)
{
  g_autoptr (GstElement) bin = gst_object_ref_sink (gst_bin_new (NULL));
  RmgPlanElement steps[] = { make_step ("a", "identity"),
    make_step ("b", "nosuchelement") };
  g_autoptr (GError) error = NULL;

  build_chain (steps, 2, GST_BIN (bin), &error);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_MISSING_ELEMENT);
  g_assert_nonnull (strstr (error->message, "nosuchelement"));
  g_assert_cmpint (GST_BIN_NUMCHILDREN (bin), ==, 0);
}

static void
test_bin_value_out_of_range_refused (void)
{
  g_autoptr (GstElement) bin = gst_object_ref_sink (gst_bin_new (NULL));
  RmgPlanElement steps[] = { make_step ("a", "audiotestsrc") };
  g_autoptr (GError) error = NULL;

  set_text (&steps[0], "wave", "triangular");
  build_chain (steps, 1, GST_BIN (bin), &error);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_OUT_OF_RANGE);
  g_assert_nonnull (strstr (error->message, "pink-noise"));
}

static void
test_bin_unknown_property_refused (void)
{
  g_autoptr (GstElement) bin = gst_object_ref_sink (gst_bin_new (NULL));
  RmgPlanElement steps[] = { make_step ("a", "identity") };
  g_autoptr (GError) error = NULL;

  set_text (&steps[0], "nosuch", "1");
  build_chain (steps, 1, GST_BIN (bin), &error);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_UNKNOWN_PARAM);
}

static void
test_bin_chain_runs_to_eos (void)
{
  g_autoptr (GstElement) pipeline =
      gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  RmgPlanElement steps[] = { make_step ("src", "audiotestsrc"),
    make_step ("convert", "audioconvert"), make_step ("sink", "fakesink") };
  g_autoptr (GError) error = NULL;

  set_text (&steps[0], "num-buffers", "3");
  build_chain (steps, 3, GST_BIN (pipeline), &error);
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
test_planned_caps_answer_queries (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("audioconvert", NULL));
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");
  g_autoptr (GstCaps) planned =
      gst_caps_from_string ("audio/x-raw, rate=16000");
  g_autoptr (GstCaps) found = NULL;

  rmg_planned_caps_install (pad, planned);
  found = gst_pad_query_caps (pad, planned);
  g_assert_true (gst_caps_is_subset (found, planned));
  g_assert_false (gst_caps_is_empty (found));
}

static void
test_planned_caps_other_stream_answered_by_element (void)
{
  g_autoptr (GstElement) element =
      gst_object_ref_sink (gst_element_factory_make ("audioconvert", NULL));
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");
  g_autoptr (GstCaps) planned =
      gst_caps_from_string ("audio/x-raw, rate=16000");
  g_autoptr (GstCaps) other = gst_caps_from_string (
      "audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=1");

  rmg_planned_caps_install (pad, planned);
  g_assert_true (gst_pad_query_accept_caps (pad, other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func (
      "/bin/missing", test_bin_missing_element_named_and_bin_left_empty);
  g_test_add_func ("/bin/out-of-range", test_bin_value_out_of_range_refused);
  g_test_add_func ("/bin/unknown-property", test_bin_unknown_property_refused);
  g_test_add_func ("/bin/runs", test_bin_chain_runs_to_eos);
  g_test_add_func ("/bin/planned-caps", test_planned_caps_answer_queries);
  g_test_add_func ("/bin/planned-caps-fall-back",
      test_planned_caps_other_stream_answered_by_element);
  return g_test_run ();
}
