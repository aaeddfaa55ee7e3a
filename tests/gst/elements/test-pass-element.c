/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgfuse stands for the elements that use it. */

#include "gst/elements/rmgfuse.h"

#include "tests/lib/pass-fixture.h"

static void
test_pass_element_has_templates_and_metadata (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgfuse");
  GstElementClass *klass = GST_ELEMENT_GET_CLASS (f->element);

  g_assert_nonnull (gst_element_class_get_pad_template (klass, "sink"));
  g_assert_nonnull (gst_element_class_get_pad_template (klass, "src"));
  g_assert_cmpstr (
      gst_element_class_get_metadata (klass, GST_ELEMENT_METADATA_LONGNAME), ==,
      "Leg fuse");
  g_assert_cmpstr (
      gst_element_class_get_metadata (klass, GST_ELEMENT_METADATA_AUTHOR), ==,
      "The RemoteMedia authors");
}

static gboolean
answer_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  g_autoptr (GstCaps) caps = NULL;

  if (GST_QUERY_TYPE (query) == GST_QUERY_ALLOCATION) {
    gst_query_add_allocation_meta (
        query, GST_PARENT_BUFFER_META_API_TYPE, NULL);
    return TRUE;
  }
  if (GST_QUERY_TYPE (query) != GST_QUERY_CAPS)
    return gst_pad_query_default (pad, parent, query);
  caps = gst_caps_new_empty_simple ("test/x-wanted");
  gst_query_set_caps_result (query, caps);
  return TRUE;
}

static void
test_pass_element_caps_query_reaches_downstream (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgfuse");
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *text = NULL;

  gst_pad_set_query_function (f->final, answer_query);
  caps = gst_pad_peer_query_caps (f->feed, NULL);
  text = gst_caps_to_string (caps);
  g_assert_cmpstr (text, ==, "test/x-wanted");
}

static void
test_pass_element_allocation_query_reaches_downstream (void)
{
  g_autoptr (PassFixture) f = pass_fixture_new ("rmgfuse");
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("test/x-data");
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, FALSE);

  gst_pad_set_query_function (f->final, answer_query);
  g_assert_true (gst_pad_peer_query (f->feed, query));
  g_assert_cmpuint (gst_query_get_n_allocation_metas (query), ==, 1);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgfuse, NULL);

  g_test_add_func (
      "/pass-element/class", test_pass_element_has_templates_and_metadata);
  g_test_add_func (
      "/pass-element/caps", test_pass_element_caps_query_reaches_downstream);
  g_test_add_func ("/pass-element/allocation",
      test_pass_element_allocation_query_reaches_downstream);
  return g_test_run ();
}
