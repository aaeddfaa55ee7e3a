/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/value-memory.h>

#include <math.h>
#include <string.h>

static RmgValue *
new_list (gint64 first, gint64 second)
{
  RmgValue *list = rmg_value_new_array ();

  rmg_value_array_append (list, rmg_value_new_int (first));
  rmg_value_array_append (list, rmg_value_new_int (second));
  return list;
}

static void
test_value_scalar_reads_back (void)
{
  g_autoptr (RmgValue) null = rmg_value_new_null ();
  g_autoptr (RmgValue) truth = rmg_value_new_bool (42);
  g_autoptr (RmgValue) integer = rmg_value_new_int (G_MININT64);
  g_autoptr (RmgValue) real = rmg_value_new_double (-0.1);

  g_assert_cmpint (rmg_value_get_kind (null), ==, RMG_VALUE_NULL);
  g_assert_cmpint (rmg_value_get_bool (truth), ==, TRUE);
  g_assert_cmpint (rmg_value_get_int (integer), ==, G_MININT64);
  g_assert_cmpfloat (rmg_value_get_double (real), ==, -0.1);
}

static void
test_value_string_keeps_nul (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_string ("a\0\303\244", 4);
  gsize length;
  const char *text = rmg_value_get_string (value, &length);

  g_assert_cmpmem (text, length + 1, "a\0\303\244", 5);
}

static void
test_value_dict_keeps_order_and_place (void)
{
  g_autoptr (RmgValue) dict = rmg_value_new_dict ();

  for (int i = 0; i < 100; i++) {
    g_autofree char *key = g_strdup_printf ("key %d", 99 - i);

    rmg_value_dict_set (dict, key, rmg_value_new_int (i));
  }
  rmg_value_dict_set (dict, "key 97", rmg_value_new_int (1000));

  g_assert_cmpuint (rmg_value_get_length (dict), ==, 100);
  for (int i = 0; i < 100; i++) {
    const char *key;
    RmgValue *item = rmg_value_dict_get_entry (dict, i, &key);

    g_assert_true (rmg_value_dict_get (dict, key) == item);
    g_assert_cmpint (rmg_value_get_int (item), ==, i == 2 ? 1000 : i);
  }
  g_assert_null (rmg_value_dict_get (dict, "key"));
}

static void
test_value_array_set_replaces_item (void)
{
  g_autoptr (RmgValue) list = new_list (1, 2);

  rmg_value_array_set (list, 1, rmg_value_new_int (5));

  g_assert_cmpint (rmg_value_get_int (rmg_value_array_get (list, 0)), ==, 1);
  g_assert_cmpint (rmg_value_get_int (rmg_value_array_get (list, 1)), ==, 5);
}

static void
test_value_shared_refuses_change (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (1);
  g_autoptr (RmgValue) second = rmg_value_ref (value);

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*is_writable*");
  rmg_value_set_int (value, 2);
  g_test_assert_expected_messages ();
  g_assert_cmpint (rmg_value_get_int (second), ==, 1);
}

static void
test_value_depth_beyond_limit_is_refused (void)
{
  g_autoptr (RmgValue) value = rmg_value_new_array ();

  for (int i = 1; i < RMG_VALUE_MAX_DEPTH; i++) {
    RmgValue *outer = rmg_value_new_array ();

    rmg_value_array_append (outer, value);
    value = outer;
  }
  g_assert_cmpuint (rmg_value_get_depth (value), ==, RMG_VALUE_MAX_DEPTH);

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*MAX_DEPTH*");
  {
    g_autoptr (RmgValue) outer = rmg_value_new_array ();

    rmg_value_array_append (outer, rmg_value_ref (value));
    g_assert_cmpuint (rmg_value_get_length (outer), ==, 0);
  }
  g_test_assert_expected_messages ();
}

static void
count_release (gpointer data)
{
  (*(int *) data)++;
}

static void
test_value_object_is_released_once (void)
{
  int n_releases = 0;
  RmgValue *object =
      rmg_value_new_object (&n_releases, "counter", count_release);
  RmgValue *list = rmg_value_new_array ();

  rmg_value_array_append (list, rmg_value_ref (object));
  g_assert_true (rmg_value_get_object (object, "counter") == &n_releases);
  g_assert_null (rmg_value_get_object (object, "python"));
  rmg_value_unref (list);
  g_assert_cmpint (n_releases, ==, 0);
  rmg_value_unref (object);
  g_assert_cmpint (n_releases, ==, 1);
}

typedef struct
{
  const char *name;
  RmgValue *a;
  RmgValue *b;
  gboolean equal;
} EqualityRow;

static RmgValue *
new_dict (const char *first, const char *second)
{
  RmgValue *dict = rmg_value_new_dict ();

  rmg_value_dict_set (dict, first, rmg_value_new_string (first, -1));
  rmg_value_dict_set (dict, second, rmg_value_new_string (second, -1));
  return dict;
}

static void
test_value_equal_by_type_and_content (void)
{
  EqualityRow rows[] = {
    { "null", rmg_value_new_null (), rmg_value_new_null (), TRUE },
    { "int", rmg_value_new_int (1), rmg_value_new_int (1), TRUE },
    { "other int", rmg_value_new_int (1), rmg_value_new_int (2), FALSE },
    { "int, double", rmg_value_new_int (1), rmg_value_new_double (1), FALSE },
    { "bool, int", rmg_value_new_bool (1), rmg_value_new_int (1), FALSE },
    { "NaN", rmg_value_new_double (NAN), rmg_value_new_double (NAN), TRUE },
    { "zeros", rmg_value_new_double (0.0), rmg_value_new_double (-0.0), FALSE },
    { "longer text", rmg_value_new_string ("a", 1),
        rmg_value_new_string ("a\0b", 3), FALSE },
    { "list", new_list (1, 2), new_list (1, 2), TRUE },
    { "order of list", new_list (1, 2), new_list (2, 1), FALSE },
    { "order of dict", new_dict ("a", "b"), new_dict ("b", "a"), TRUE },
    { "other key", new_dict ("a", "b"), new_dict ("a", "c"), FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].name);
    g_assert_cmpint (rmg_value_equal (rows[i].a, rows[i].b), ==, rows[i].equal);
    rmg_value_unref (rows[i].a);
    rmg_value_unref (rows[i].b);
  }
}

static void
test_value_buffer_carries_value (void)
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
test_value_buffer_shared_any_way_is_not_writable (void)
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
test_value_buffer_replace_keeps_stamps (void)
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
test_value_buffer_threads_share (void)
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

  g_test_add_func ("/value/scalar", test_value_scalar_reads_back);
  g_test_add_func ("/value/string", test_value_string_keeps_nul);
  g_test_add_func ("/value/dict", test_value_dict_keeps_order_and_place);
  g_test_add_func ("/value/array-set", test_value_array_set_replaces_item);
  g_test_add_func ("/value/shared", test_value_shared_refuses_change);
  g_test_add_func ("/value/depth", test_value_depth_beyond_limit_is_refused);
  g_test_add_func ("/value/object", test_value_object_is_released_once);
  g_test_add_func ("/value/equal", test_value_equal_by_type_and_content);
  g_test_add_func ("/value/buffer", test_value_buffer_carries_value);
  g_test_add_func ("/value/buffer/writable",
      test_value_buffer_shared_any_way_is_not_writable);
  g_test_add_func (
      "/value/buffer/replace", test_value_buffer_replace_keeps_stamps);
  g_test_add_func ("/value/buffer/threads", test_value_buffer_threads_share);
  return g_test_run ();
}
