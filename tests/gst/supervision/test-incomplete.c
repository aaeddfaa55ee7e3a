/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/supervision/incomplete.h"

#include <rmg/init.h>

#include "tests/lib/supervisor-fixture.h"

/* identity of n0 -> identity of n1 -> file of n2; the file of n3 stands
 * alone. */
static SupervisorFixture *
new_two_files (void)
{
  SupervisorFixture *f = supervisor_fixture_new (4);

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "identity", 1, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "rmgfilesink", 2, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "rmgfilesink", 3, RMG_ROLE_NODE);
  plan_fixture_link (f->plan, 0, 1, FALSE);
  plan_fixture_link (f->plan, 1, 2, FALSE);
  supervisor_fixture_start (f);
  return f;
}

static gboolean
is_incomplete (SupervisorFixture *f, guint element)
{
  gboolean incomplete;

  g_object_get (supervisor_fixture_get_element (f, element), "incomplete",
      &incomplete, NULL);
  return incomplete;
}

static void
mark (SupervisorFixture *f, guint node)
{
  rmg_incomplete_mark (
      f->supervisor->nodes, supervisor_fixture_get_node (f, node));
}

static void
test_incomplete_reaches_files_downstream (void)
{
  g_autoptr (SupervisorFixture) f = new_two_files ();

  g_assert_false (is_incomplete (f, 2));
  mark (f, 0);
  g_assert_true (is_incomplete (f, 2));
}

static void
test_incomplete_leaves_other_files (void)
{
  g_autoptr (SupervisorFixture) f = new_two_files ();

  mark (f, 0);
  g_assert_false (is_incomplete (f, 3));
}

static void
test_incomplete_leaves_files_upstream (void)
{
  g_autoptr (SupervisorFixture) f = new_two_files ();

  mark (f, 3);
  g_assert_false (is_incomplete (f, 2));
  g_assert_true (is_incomplete (f, 3));
}

static GstElement *
add_nested_file (GstElement *bin)
{
  GstElement *file = gst_element_factory_make ("rmgfilesink", NULL);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (file, "sink");

  gst_bin_add (GST_BIN (bin), file);
  gst_element_add_pad (bin, gst_ghost_pad_new ("sink", sink));
  return file;
}

/* The plan does not have the nested file. */
static void
test_incomplete_reaches_files_of_nested_bins (void)
{
  g_autoptr (SupervisorFixture) f = supervisor_fixture_new (2);
  gboolean incomplete;
  GstElement *file;

  supervisor_fixture_add (f, "identity", 0, RMG_ROLE_NODE);
  supervisor_fixture_add (f, "bin", 1, RMG_ROLE_NODE);
  file = add_nested_file (supervisor_fixture_get_element (f, 1));
  plan_fixture_link (f->plan, 0, 1, FALSE);
  supervisor_fixture_start (f);
  mark (f, 0);
  g_object_get (file, "incomplete", &incomplete, NULL);
  g_assert_true (incomplete);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/supervision/incomplete/reaches-files-downstream",
      test_incomplete_reaches_files_downstream);
  g_test_add_func ("/supervision/incomplete/leaves-other-files",
      test_incomplete_leaves_other_files);
  g_test_add_func ("/supervision/incomplete/leaves-files-upstream",
      test_incomplete_leaves_files_upstream);
  g_test_add_func ("/supervision/incomplete/reaches-nested",
      test_incomplete_reaches_files_of_nested_bins);
  return g_test_run ();
}
