/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Pads of a bin of the test for a plan with two open inputs and outputs. */

#include "gst/bin/ports.h"

#include "gst/bin/rmgbin.h"
#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

static GstPad *
get_target (GstPad *pad)
{
  GstPad *target = gst_ghost_pad_get_target (GST_GHOST_PAD (pad));

  /* the ghost pad holds a reference */
  if (target != NULL)
    gst_object_unref (target);
  return target;
}

static const char *
get_target_name (GstPad *pad)
{
  GstPad *target = get_target (pad);

  return target != NULL ? GST_OBJECT_NAME (GST_OBJECT_PARENT (target)) : NULL;
}

static GstElement *
new_bin (const char *lines)
{
  GstElement *bin =
      gst_object_ref_sink (gst_element_factory_make ("rmgbin", NULL));
  g_autofree char *manifest = lines != NULL ? rmg_test_manifest (lines) : NULL;

  g_object_set (bin, "manifest-json", manifest, NULL);
  return bin;
}

#define TWO "x PassThroughNode\ny PassThroughNode\n"

static void
test_ports_always_pads_have_the_first_ports (void)
{
  g_autoptr (GstElement) bin = new_bin (TWO);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (bin, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (bin, "src");

  g_assert_cmpstr (get_target_name (sink), ==, "x");
  g_assert_cmpstr (get_target_name (src), ==, "x");
}

static void
test_ports_requested_before_the_manifest_are_connected_by_it (void)
{
  g_autoptr (GstElement) bin = new_bin (NULL);
  g_autoptr (GstPad) y = gst_element_request_pad_simple (bin, "src_y");
  g_autofree char *manifest = rmg_test_manifest (TWO);

  g_assert_null (get_target (y));
  g_object_set (bin, "manifest-json", manifest, NULL);
  g_assert_cmpstr (get_target_name (y), ==, "y");
  gst_element_release_request_pad (bin, y);
}

static void
test_ports_new_manifest_moves_the_targets (void)
{
  g_autoptr (GstElement) bin = new_bin (TWO);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (bin, "sink");
  g_autofree char *manifest = rmg_test_manifest ("z PassThroughNode\n");

  g_object_set (bin, "manifest-json", manifest, NULL);
  g_assert_cmpstr (get_target_name (sink), ==, "z");
}

static void
test_ports_without_open_input_have_no_sink_target (void)
{
  g_autoptr (GstElement) bin = new_bin ("tone gst:audiotestsrc\n");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (bin, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (bin, "src");

  g_assert_null (get_target (sink));
  g_assert_nonnull (get_target (src));
}

static void
test_ports_pad_without_port_fails_the_start (void)
{
  g_autoptr (GstElement) bin = new_bin (NULL);
  g_autoptr (GstPad) unknown = gst_element_request_pad_simple (bin, "sink_q");
  g_autofree char *manifest = rmg_test_manifest (TWO);

  g_object_set (bin, "manifest-json", manifest, NULL);
  g_assert_cmpint (gst_element_set_state (bin, GST_STATE_READY), ==,
      GST_STATE_CHANGE_FAILURE);
  gst_element_release_request_pad (bin, unknown);
  gst_element_set_state (bin, GST_STATE_NULL);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func (
      "/ports/always", test_ports_always_pads_have_the_first_ports);
  g_test_add_func ("/ports/early",
      test_ports_requested_before_the_manifest_are_connected_by_it);
  g_test_add_func ("/ports/moved", test_ports_new_manifest_moves_the_targets);
  g_test_add_func (
      "/ports/source", test_ports_without_open_input_have_no_sink_target);
  g_test_add_func (
      "/ports/unknown", test_ports_pad_without_port_fails_the_start);
  return g_test_run ();
}
