/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/join/upstream.h"

static gboolean
shares (const char *description)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) bin = gst_parse_bin_from_description_full (
      description, FALSE, NULL, GST_PARSE_FLAG_NONE, &error);
  g_autoptr (GstElement) funnel = NULL;
  g_autoptr (GstPad) a = NULL;
  g_autoptr (GstPad) b = NULL;

  g_assert_no_error (error);
  gst_object_ref_sink (bin);
  funnel = gst_bin_get_by_name (GST_BIN (bin), "f");
  a = gst_element_get_static_pad (funnel, "sink_0");
  b = gst_element_get_static_pad (funnel, "sink_1");
  return rmg_join_shares_upstream (a, b);
}

static void
test_join_upstream_of_two_sources_is_not_shared (void)
{
  g_assert_false (shares ("funnel name=f fakesrc ! queue ! f.sink_0 "
                          "fakesrc ! identity ! f.sink_1"));
}

static void
test_join_upstream_of_two_legs_of_a_tee_is_shared (void)
{
  g_assert_true (shares ("funnel name=f fakesrc ! tee name=t "
                         "t. ! queue ! f.sink_0 t. ! identity ! f.sink_1"));
}

static void
test_join_upstream_is_found_across_bins (void)
{
  g_assert_true (shares ("funnel name=f fakesrc ! tee name=t "
                         "t. ! ( queue ) ! f.sink_0 t. ! queue ! f.sink_1"));
  g_assert_false (shares ("funnel name=f fakesrc ! ( queue ) ! f.sink_0 "
                          "( fakesrc ) ! f.sink_1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  g_test_add_func ("/join-upstream/sources",
      test_join_upstream_of_two_sources_is_not_shared);
  g_test_add_func (
      "/join-upstream/tee", test_join_upstream_of_two_legs_of_a_tee_is_shared);
  g_test_add_func (
      "/join-upstream/bins", test_join_upstream_is_found_across_bins);
  return g_test_run ();
}
