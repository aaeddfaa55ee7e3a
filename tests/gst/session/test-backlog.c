/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/backlog.h"

static void
push (RmgBacklog *backlog, gsize size, gboolean ends)
{
  rmg_backlog_push (backlog, NULL,
      size > 0 ? gst_buffer_new_allocate (NULL, size, NULL) : NULL, ends);
}

static void
test_backlog_shares_leave_in_order (void)
{
  RmgBacklog backlog;
  g_auto (RmgShare) first = { NULL };
  g_auto (RmgShare) second = { NULL };
  RmgShare none;

  rmg_backlog_init (&backlog);
  push (&backlog, 3, FALSE);
  push (&backlog, 0, TRUE);
  g_assert_cmpuint (backlog.n_ends, ==, 1);
  g_assert_true (rmg_backlog_pop (&backlog, &first));
  g_assert_true (rmg_backlog_pop (&backlog, &second));
  g_assert_false (rmg_backlog_pop (&backlog, &none));
  g_assert_cmpuint (gst_buffer_get_size (first.buffer), ==, 3);
  g_assert_false (first.ends);
  g_assert_null (second.buffer);
  g_assert_true (second.ends);
  g_assert_cmpuint (backlog.n_bytes, ==, 0);
  g_assert_cmpuint (backlog.n_ends, ==, 0);
}

static void
test_backlog_room_depends_on_bytes_and_shares (void)
{
  RmgBacklog backlog;

  rmg_backlog_init (&backlog);
  push (&backlog, 99, TRUE);
  g_assert_true (rmg_backlog_has_room (&backlog, 100));
  g_assert_false (rmg_backlog_has_room (&backlog, 99));
  for (guint i = 0; i < 2000; i++)
    push (&backlog, 0, TRUE);
  g_assert_false (rmg_backlog_has_room (&backlog, 1000000));
  rmg_backlog_clear (&backlog);
  g_assert_true (rmg_backlog_has_room (&backlog, 1));
}

static void
test_backlog_last_part_leaves_the_item_open (void)
{
  RmgBacklog backlog;

  rmg_backlog_init (&backlog);
  g_assert_false (rmg_backlog_is_open (&backlog));
  push (&backlog, 1, TRUE);
  g_assert_false (rmg_backlog_is_open (&backlog));
  push (&backlog, 1, FALSE);
  g_assert_true (rmg_backlog_is_open (&backlog));
  rmg_backlog_clear (&backlog);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backlog/order", test_backlog_shares_leave_in_order);
  g_test_add_func (
      "/backlog/room", test_backlog_room_depends_on_bytes_and_shares);
  g_test_add_func (
      "/backlog/open", test_backlog_last_part_leaves_the_item_open);
  return g_test_run ();
}
