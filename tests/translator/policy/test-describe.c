/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/catalog.h>

static void
assert_failures (const char *type, gboolean curable, const char *expected)
{
  g_auto (GStrv) classes = rmg_catalog_list_failures (type, curable);
  g_autofree char *found = g_strjoinv (" ", classes);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_describe_own_processing_refuses_formats_only (void)
{
  assert_failures ("VAD", TRUE, "");
  assert_failures ("VAD", FALSE, "format");
}

static void
test_describe_files_fail_by_their_direction (void)
{
  g_auto (GStrv) read = rmg_catalog_list_failures ("MediaReaderNode", FALSE);
  g_auto (GStrv) write = rmg_catalog_list_failures ("MediaWriterNode", FALSE);

  g_assert_true (g_strv_contains ((const char *const *) read, "not-found"));
  g_assert_false (g_strv_contains ((const char *const *) read, "no-space"));
  g_assert_true (g_strv_contains ((const char *const *) write, "no-space"));
  assert_failures ("MediaWriterNode", TRUE, "busy");
  assert_failures ("MediaReaderNode", TRUE, "network http-server timeout busy");
}

static void
test_describe_hosted_node_retries_timeouts (void)
{
  g_assert_true (rmg_catalog_add_hosted ("DescribedNode", "for a test"));
  assert_failures ("DescribedNode", TRUE, "timeout");
  assert_failures ("DescribedNode", FALSE, "format stream internal flow other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/describe/own", test_describe_own_processing_refuses_formats_only);
  g_test_add_func (
      "/describe/files", test_describe_files_fail_by_their_direction);
  g_test_add_func (
      "/describe/hosted", test_describe_hosted_node_retries_timeouts);
  return g_test_run ();
}
