/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/item-end.h"

static void
test_item_end_has_its_number_and_place (void)
{
  g_autoptr (GstEvent) event = rmg_item_end_new (G_MAXUINT64 - 1, FALSE);
  guint64 item = 0;
  gboolean last = TRUE;

  g_assert_true (rmg_item_end_parse (event, &item, &last));
  g_assert_cmpuint (item, ==, G_MAXUINT64 - 1);
  g_assert_false (last);
  g_assert_true (rmg_item_end_parse (event, NULL, NULL));
}

static void
assert_end (GstEvent *event, guint64 expected, gboolean expected_last)
{
  guint64 item;
  gboolean last;

  g_assert_true (rmg_item_end_parse (event, &item, &last));
  g_assert_cmpuint (item, ==, expected);
  g_assert_cmpint (last, ==, expected_last);
}

static void
test_item_end_renewed_has_the_new_values (void)
{
  GstEvent *event = rmg_item_end_renew (NULL, 1, TRUE);
  GstEvent *renewed = rmg_item_end_renew (event, 2, FALSE);

  g_assert_true (renewed == event);
  assert_end (renewed, 2, FALSE);
  gst_event_unref (renewed);
}

static void
test_item_end_renewed_does_not_change_a_shared_event (void)
{
  g_autoptr (GstEvent) event = rmg_item_end_new (1, TRUE);
  g_autoptr (GstEvent) renewed =
      rmg_item_end_renew (gst_event_ref (event), 2, FALSE);

  g_assert_true (renewed != event);
  g_assert_cmpuint (
      gst_event_get_seqnum (renewed), !=, gst_event_get_seqnum (event));
  assert_end (event, 1, TRUE);
  assert_end (renewed, 2, FALSE);
}

static void
test_item_end_renewed_has_no_results (void)
{
  GstEvent *event = rmg_item_end_add_result (
      rmg_item_end_new (1, TRUE), "vad", gst_structure_new_empty ("vad"));
  g_autoptr (GstEvent) renewed = rmg_item_end_renew (event, 2, TRUE);

  g_assert_null (rmg_item_end_get_results (renewed));
  assert_end (renewed, 2, TRUE);
}

/* Buffers do not overtake it. */
static void
test_item_end_is_serialized_downstream (void)
{
  g_autoptr (GstEvent) event = rmg_item_end_new (0, TRUE);

  g_assert_true (GST_EVENT_IS_SERIALIZED (event));
  g_assert_true (GST_EVENT_IS_DOWNSTREAM (event));
  g_assert_false (GST_EVENT_IS_STICKY (event));
}

static void
test_item_end_other_events_are_not_parsed (void)
{
  GstEvent *others[] = {
    gst_event_new_eos (),
    gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
        gst_structure_new_empty ("rmg-item-begin")),
    gst_event_new_custom (
        GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty ("rmg-item-end")),
    gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
        gst_structure_new ("rmg-item-end", "item", G_TYPE_INT, 1, "last",
            G_TYPE_BOOLEAN, TRUE, NULL)),
    gst_event_new_custom (
        GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new_empty ("rmg-item-end")),
  };
  guint64 item = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_assert_false (rmg_item_end_parse (others[i], &item, NULL));
    gst_event_unref (others[i]);
  }
  g_assert_cmpuint (item, ==, 7);
}

static void
test_item_end_without_results_has_none (void)
{
  g_autoptr (GstEvent) event = rmg_item_end_new (0, TRUE);

  g_assert_null (rmg_item_end_get_results (event));
}

static gint
get_count (GstEvent *event, const char *element)
{
  const GstStructure *results = rmg_item_end_get_results (event);
  g_autoptr (GstStructure) result = NULL;
  gint count = -1;

  if (results != NULL &&
      gst_structure_get (results, element, GST_TYPE_STRUCTURE, &result, NULL))
    gst_structure_get_int (result, "count", &count);
  return count;
}

static GstEvent *
add_count (GstEvent *event, const char *element, gint count)
{
  return rmg_item_end_add_result (event, element,
      gst_structure_new ("vad", "count", G_TYPE_INT, count, NULL));
}

static void
test_item_end_collects_a_result_of_each_element (void)
{
  g_autoptr (GstEvent) event = rmg_item_end_new (3, TRUE);
  guint64 item = 0;

  event = add_count (event, "one", 1);
  event = add_count (event, "two", 2);
  g_assert_cmpint (get_count (event, "one"), ==, 1);
  g_assert_cmpint (get_count (event, "two"), ==, 2);
  g_assert_cmpint (get_count (event, "three"), ==, -1);
  g_assert_true (rmg_item_end_parse (event, &item, NULL));
  g_assert_cmpuint (item, ==, 3);
}

static void
test_item_end_second_result_replaces_the_first (void)
{
  g_autoptr (GstEvent) event = rmg_item_end_new (0, TRUE);

  event = add_count (event, "one", 1);
  event = add_count (event, "one", 5);
  g_assert_cmpint (get_count (event, "one"), ==, 5);
}

/* Two legs after a tee share one event. */
static void
test_item_end_shared_event_stays_as_it_was (void)
{
  g_autoptr (GstEvent) event = add_count (rmg_item_end_new (0, TRUE), "one", 1);
  g_autoptr (GstEvent) other = add_count (gst_event_ref (event), "two", 2);

  g_assert_true (other != event);
  g_assert_cmpint (get_count (event, "two"), ==, -1);
  g_assert_cmpint (get_count (other, "one"), ==, 1);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/item-end/renewed/new", test_item_end_renewed_has_the_new_values);
  g_test_add_func ("/item-end/renewed/shared",
      test_item_end_renewed_does_not_change_a_shared_event);
  g_test_add_func (
      "/item-end/renewed/results", test_item_end_renewed_has_no_results);
  g_test_add_func ("/item-end/fields", test_item_end_has_its_number_and_place);
  g_test_add_func ("/item-end/kind", test_item_end_is_serialized_downstream);
  g_test_add_func (
      "/item-end/others", test_item_end_other_events_are_not_parsed);
  g_test_add_func (
      "/item-end/no-results", test_item_end_without_results_has_none);
  g_test_add_func (
      "/item-end/results", test_item_end_collects_a_result_of_each_element);
  g_test_add_func (
      "/item-end/replace", test_item_end_second_result_replaces_the_first);
  g_test_add_func (
      "/item-end/shared", test_item_end_shared_event_stays_as_it_was);
  return g_test_run ();
}
