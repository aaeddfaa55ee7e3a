/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/outbox.h"

static void
park (RmgOutbox *outbox, gsize n_bytes, GstClockTime pts)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n_bytes, NULL);

  GST_BUFFER_PTS (buffer) = pts;
  rmg_outbox_park (outbox, buffer, NULL);
}

/* Returns: number of the item taken, or -1 */
static gint64
take (RmgOutbox *outbox)
{
  g_auto (RmgHostItem) item = { 0 };

  return rmg_outbox_take (outbox, &item) ? (gint64) item.sequence : -1;
}

/* Returns: number of the entry that leaves, or -1 */
static gint64
pop (RmgOutbox *outbox)
{
  g_autoptr (RmgOutboxEntry) entry = rmg_outbox_pop (outbox);

  return entry != NULL ? (gint64) entry->sequence : -1;
}

static void
test_outbox_items_completed_in_reverse_leave_in_order (void)
{
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  for (int i = 0; i < 3; i++) {
    park (&outbox, 10, i);
    g_assert_cmpint (take (&outbox), ==, i);
  }
  g_assert_cmpint (take (&outbox), ==, -1);
  g_assert_nonnull (rmg_outbox_complete (&outbox, 2));
  g_assert_nonnull (rmg_outbox_complete (&outbox, 1));
  g_assert_cmpint (pop (&outbox), ==, -1);
  g_assert_nonnull (rmg_outbox_complete (&outbox, 0));
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (pop (&outbox), ==, i);
  g_assert_cmpint (pop (&outbox), ==, -1);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_event_leaves_between_its_items_and_is_not_taken (void)
{
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  park (&outbox, 10, 0);
  rmg_outbox_park_event (&outbox, gst_event_new_gap (0, 1));
  park (&outbox, 10, 1);
  g_assert_cmpuint (outbox.n_items, ==, 2);
  g_assert_cmpint (take (&outbox), ==, 0);
  g_assert_cmpint (take (&outbox), ==, 2);
  g_assert_cmpint (pop (&outbox), ==, -1);
  rmg_outbox_complete (&outbox, 0);
  g_assert_cmpint (pop (&outbox), ==, 0);
  g_assert_cmpint (pop (&outbox), ==, 1);
  g_assert_cmpint (pop (&outbox), ==, -1);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_levels_fall_when_items_leave (void)
{
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  park (&outbox, 10, 0);
  park (&outbox, 32, 0);
  g_assert_cmpuint (outbox.n_bytes, ==, 42);
  take (&outbox);
  g_assert_cmpuint (outbox.n_items, ==, 2);
  rmg_outbox_complete (&outbox, 0);
  pop (&outbox);
  g_assert_cmpuint (outbox.n_items, ==, 1);
  g_assert_cmpuint (outbox.n_bytes, ==, 32);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_complete_of_unknown_item_returns_null (void)
{
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  park (&outbox, 10, 0);
  g_assert_null (rmg_outbox_complete (&outbox, 0));
  take (&outbox);
  g_assert_nonnull (rmg_outbox_complete (&outbox, 0));
  g_assert_null (rmg_outbox_complete (&outbox, 0));
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_flush_forgets_items_and_keeps_numbers_unique (void)
{
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  park (&outbox, 10, 0);
  take (&outbox);
  park (&outbox, 10, 0);
  rmg_outbox_flush (&outbox);
  g_assert_cmpuint (outbox.n_items, ==, 0);
  g_assert_cmpuint (outbox.n_bytes, ==, 0);
  g_assert_null (rmg_outbox_complete (&outbox, 0));
  g_assert_cmpint (take (&outbox), ==, -1);
  park (&outbox, 10, 0);
  g_assert_cmpint (take (&outbox), ==, 2);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_outputs_get_the_time_stamp_of_the_input (void)
{
  RmgOutbox outbox;
  RmgOutboxEntry *entry;
  g_autoptr (GstBufferList) outputs = NULL;
  GstBuffer *stamped = gst_buffer_new ();

  GST_BUFFER_PTS (stamped) = 9;
  rmg_outbox_init (&outbox);
  park (&outbox, 10, 7);
  take (&outbox);
  entry = rmg_outbox_complete (&outbox, 0);
  entry->outputs = gst_buffer_list_new ();
  gst_buffer_list_add (entry->outputs, gst_buffer_new ());
  gst_buffer_list_add (entry->outputs, stamped);
  outputs = rmg_outbox_entry_steal_outputs (entry);
  g_assert_null (entry->outputs);
  g_assert_cmpuint (GST_BUFFER_PTS (gst_buffer_list_get (outputs, 0)), ==, 7);
  g_assert_cmpuint (GST_BUFFER_PTS (gst_buffer_list_get (outputs, 1)), ==, 9);
  rmg_outbox_clear (&outbox);
}

static void
test_item_boxed_copy_shares_its_buffer (void)
{
  g_auto (RmgHostItem) item = { 3, gst_caps_new_any (), gst_buffer_new () };
  RmgHostItem *copy = g_boxed_copy (RMG_TYPE_HOST_ITEM, &item);

  g_assert_cmpuint (copy->sequence, ==, 3);
  g_assert_true (copy->buffer == item.buffer);
  g_assert_true (copy->caps == item.caps);
  g_boxed_free (RMG_TYPE_HOST_ITEM, copy);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (item.buffer), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func (
      "/outbox/order", test_outbox_items_completed_in_reverse_leave_in_order);
  g_test_add_func ("/outbox/event",
      test_outbox_event_leaves_between_its_items_and_is_not_taken);
  g_test_add_func ("/outbox/levels", test_outbox_levels_fall_when_items_leave);
  g_test_add_func (
      "/outbox/unknown", test_outbox_complete_of_unknown_item_returns_null);
  g_test_add_func ("/outbox/flush",
      test_outbox_flush_forgets_items_and_keeps_numbers_unique);
  g_test_add_func (
      "/outbox/stamps", test_outbox_outputs_get_the_time_stamp_of_the_input);
  g_test_add_func ("/outbox/item", test_item_boxed_copy_shares_its_buffer);
  return g_test_run ();
}
