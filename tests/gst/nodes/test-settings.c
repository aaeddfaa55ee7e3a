/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/settings.h"

static GstElement *
make (const char *factory, const char *name)
{
  GstElement *element = gst_element_factory_make (factory, name);

  g_assert_nonnull (element);
  return gst_object_ref_sink (element);
}

static void
test_settings_copy_has_each_change (void)
{
  g_autoptr (GstElement) from = make ("identity", "old");
  g_autoptr (GstElement) to = make ("identity", "new");
  gboolean is_synced, is_silent;
  int error_after;

  g_object_set (from, "sync", TRUE, "error-after", 7, NULL);
  g_object_set (to, "silent", FALSE, NULL);
  rmg_settings_copy (from, to);
  g_object_get (to, "sync", &is_synced, "error-after", &error_after, "silent",
      &is_silent, NULL);
  g_assert_true (is_synced);
  g_assert_cmpint (error_after, ==, 7);
  g_assert_true (is_silent);
  g_assert_cmpstr (GST_OBJECT_NAME (to), ==, "new");
}

static void
test_settings_copy_reaches_the_elements_of_a_bin (void)
{
  g_autoptr (GstElement) from = make ("bin", NULL);
  g_autoptr (GstElement) to = make ("bin", NULL);
  GstElement *child = gst_element_factory_make ("identity", "a");
  gboolean is_synced;

  gst_bin_add (GST_BIN (from), gst_element_factory_make ("identity", "a"));
  gst_bin_add (GST_BIN (from), gst_element_factory_make ("identity", "b"));
  gst_bin_add (GST_BIN (from), gst_element_factory_make ("identity", "c"));
  gst_bin_add (GST_BIN (to), child);
  gst_bin_add (GST_BIN (to), gst_element_factory_make ("fakesink", "b"));
  gst_child_proxy_set (GST_CHILD_PROXY (from), "a::sync", TRUE, NULL);
  rmg_settings_copy (from, to);
  g_object_get (child, "sync", &is_synced, NULL);
  g_assert_true (is_synced);
}

static void
count_change (GObject *element, GParamSpec *spec, gpointer count)
{
  ++*(int *) count;
}

/* Each property of the element itself is set, but not those of its base class. */
static void
test_settings_repeat_sets_each_property (void)
{
  g_autoptr (GstElement) element = make ("identity", NULL);
  int n_own = 0, n_inherited = 0;

  g_signal_connect (
      element, "notify::error-after", G_CALLBACK (count_change), &n_own);
  g_signal_connect (
      element, "notify::qos", G_CALLBACK (count_change), &n_inherited);
  rmg_settings_repeat (element);
  g_assert_cmpint (n_own, ==, 1);
  g_assert_cmpint (n_inherited, ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/copy", test_settings_copy_has_each_change);
  g_test_add_func (
      "/settings/copy/bin", test_settings_copy_reaches_the_elements_of_a_bin);
  g_test_add_func ("/settings/repeat", test_settings_repeat_sets_each_property);
  return g_test_run ();
}
