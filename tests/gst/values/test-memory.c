/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value-memory.h>

static RmgValue *
new_list (gint64 first, gint64 second)
{
  RmgValue *list = rmg_value_new_array ();

  rmg_value_array_append (list, rmg_value_new_int (first));
  rmg_value_array_append (list, rmg_value_new_int (second));
  return list;
}

static void
count_release (gpointer data)
{
  (*(int *) data)++;
}

static gpointer
ref_and_copy (gpointer data)
{
  GstBuffer *buffer = data;

  for (int i = 0; i < 20000; i++) {
    GstBuffer *copy = gst_buffer_copy (buffer);

    rmg_value_unref (rmg_value_ref (rmg_value_buffer_peek (copy)));
    gst_buffer_unref (copy);
  }
  return NULL;
}

static void
test_buffer_new_contains_value (void)
{
  g_autoptr (GstBuffer) buffer = rmg_value_buffer_new (new_list (3, 4));
  g_autoptr (GstBuffer) foreign = gst_buffer_new_allocate (NULL, 8, NULL);
  g_autoptr (RmgValue) expected = new_list (3, 4);

  g_assert_true (rmg_value_equal (rmg_value_buffer_peek (buffer), expected));
  g_assert_cmpuint (
      gst_buffer_get_size (buffer), ==, rmg_value_get_bytes (expected));
  g_assert_null (rmg_value_buffer_peek (foreign));
}

static void
test_buffer_shared_is_not_writable (void)
{
  g_autoptr (GstBuffer) buffer = rmg_value_buffer_new (rmg_value_new_int (1));
  RmgValue *value = rmg_value_buffer_peek (buffer);
  GstBuffer *other;

  g_assert_true (rmg_value_buffer_peek_writable (buffer) == value);

  rmg_value_ref (value);
  g_assert_null (rmg_value_buffer_peek_writable (buffer));
  rmg_value_unref (value);

  other = gst_buffer_ref (buffer);
  g_assert_null (rmg_value_buffer_peek_writable (buffer));
  gst_buffer_unref (other);

  other = gst_buffer_copy (buffer);
  g_assert_null (rmg_value_buffer_peek_writable (buffer));
  g_assert_null (rmg_value_buffer_peek_writable (other));
  gst_buffer_unref (other);

  other = gst_buffer_copy_deep (buffer);
  g_assert_null (rmg_value_buffer_peek_writable (buffer));
  g_assert_true (rmg_value_buffer_peek (other) == value);
  gst_buffer_unref (other);

  g_assert_true (rmg_value_buffer_peek_writable (buffer) == value);
}

static void
test_buffer_replace_keeps_time_stamps (void)
{
  GstBuffer *buffer = rmg_value_buffer_new (rmg_value_new_int (1));
  GstBuffer *original = gst_buffer_ref (buffer);

  GST_BUFFER_PTS (buffer) = 7 * GST_SECOND;
  buffer = rmg_value_buffer_replace (buffer, rmg_value_new_int (2));

  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, 7 * GST_SECOND);
  g_assert_cmpint (rmg_value_get_int (rmg_value_buffer_peek (buffer)), ==, 2);
  g_assert_cmpint (rmg_value_get_int (rmg_value_buffer_peek (original)), ==, 1);
  gst_buffer_unref (buffer);
  gst_buffer_unref (original);
}

static void
test_buffer_two_threads_release_value_once (void)
{
  int n_releases = 0;
  GstBuffer *buffer = rmg_value_buffer_new (
      rmg_value_new_object (&n_releases, "counter", count_release));
  GThread *first = g_thread_new ("first", ref_and_copy, buffer);
  GThread *second = g_thread_new ("second", ref_and_copy, buffer);

  g_thread_join (first);
  g_thread_join (second);
  g_assert_cmpint (n_releases, ==, 0);
  gst_buffer_unref (buffer);
  g_assert_cmpint (n_releases, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/memory/buffer", test_buffer_new_contains_value);
  g_test_add_func ("/memory/writable", test_buffer_shared_is_not_writable);
  g_test_add_func ("/memory/replace", test_buffer_replace_keeps_time_stamps);
  g_test_add_func (
      "/memory/threads", test_buffer_two_threads_release_value_once);
  return g_test_run ();
}
