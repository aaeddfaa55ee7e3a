/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/outbox.h"

static void
park (RmgOutbox *outbox, gsize n_bytes, GstClockTime pts)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, n_bytes, NULL);

  GST_BUFFER_PTS (buffer) = pts;
  rmg_outbox_park (outbox, buffer, NULL, 0);
}

/* Returns: number of the item taken, or -1 */
static gint64
take (RmgOutbox *outbox)
{
  g_auto (RmgHostItem) item = { 0 };

  return rmg_outbox_take (outbox, &item, FALSE) != NULL ? (gint64) item.sequence
                                                        : -1;
}

/* Returns: whether the item was taken */
static gboolean
complete (RmgOutbox *outbox, guint64 sequence)
{
  RmgOutboxEntry *entry = rmg_outbox_find (outbox, sequence);

  if (entry == NULL)
    return FALSE;
  rmg_outbox_return (outbox, entry, NULL);
  g_assert_true (rmg_outbox_next_returned (outbox) == entry);
  rmg_outbox_settle (entry, RMG_OUTBOX_OUTPUT);
  return TRUE;
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
  g_assert_true (complete (&outbox, 2));
  g_assert_true (complete (&outbox, 1));
  g_assert_cmpint (pop (&outbox), ==, -1);
  g_assert_true (complete (&outbox, 0));
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
  rmg_outbox_park_event (&outbox, gst_event_new_gap (0, 1), RMG_HOST_ITEM_DATA);
  park (&outbox, 10, 1);
  g_assert_cmpuint (outbox.n_items, ==, 2);
  g_assert_cmpint (take (&outbox), ==, 0);
  g_assert_cmpint (take (&outbox), ==, 2);
  g_assert_cmpint (pop (&outbox), ==, -1);
  complete (&outbox, 0);
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
  complete (&outbox, 0);
  pop (&outbox);
  g_assert_cmpuint (outbox.n_items, ==, 1);
  g_assert_cmpuint (outbox.n_bytes, ==, 32);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_item_that_is_not_taken_is_not_found (void)
{
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  park (&outbox, 10, 0);
  g_assert_false (complete (&outbox, 0));
  take (&outbox);
  g_assert_true (complete (&outbox, 0));
  g_assert_false (complete (&outbox, 0));
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
  g_assert_false (complete (&outbox, 0));
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
  GstBufferList *outputs = gst_buffer_list_new ();
  GstBuffer *stamped = gst_buffer_new ();

  GST_BUFFER_PTS (stamped) = 9;
  gst_buffer_list_add (outputs, gst_buffer_new ());
  gst_buffer_list_add (outputs, stamped);
  rmg_outbox_init (&outbox);
  park (&outbox, 10, 7);
  take (&outbox);
  entry = rmg_outbox_find (&outbox, 0);
  rmg_outbox_add_outputs (entry, NULL, outputs);
  outputs = g_queue_peek_head (&entry->outputs);
  g_assert_cmpuint (GST_BUFFER_PTS (gst_buffer_list_get (outputs, 0)), ==, 7);
  g_assert_cmpuint (GST_BUFFER_PTS (gst_buffer_list_get (outputs, 1)), ==, 9);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_waiting_item_is_offered_again_first_with_a_new_number (void)
{
  g_auto (RmgHostItem) item = { 0 };
  RmgOutbox outbox;
  RmgOutboxEntry *entry;

  rmg_outbox_init (&outbox);
  park (&outbox, 10, 0);
  park (&outbox, 10, 1);
  entry = rmg_outbox_take (&outbox, &item, TRUE);
  g_assert_true (entry->input == item.buffer);
  rmg_outbox_return (&outbox, entry, g_new0 (RmgFailure, 1));
  g_assert_true (rmg_outbox_has_moved (&outbox));
  g_assert_true (rmg_outbox_next_returned (&outbox) == entry);
  rmg_outbox_wait (entry, 100);
  g_assert_cmpint (pop (&outbox), ==, -1);
  rmg_outbox_offer_again (&outbox, entry);
  g_assert_cmpint (take (&outbox), ==, 2);
  g_assert_cmpuint (entry->n_failures, ==, 1);
  g_assert_cmpint (take (&outbox), ==, 1);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_untaken_items_pass_and_taken_ones_stay (void)
{
  RmgOutbox outbox;
  RmgOutboxEntry *waiting;

  rmg_outbox_init (&outbox);
  for (int i = 0; i < 3; i++)
    park (&outbox, 10, i);
  take (&outbox);
  take (&outbox);
  waiting = rmg_outbox_find (&outbox, 1);
  rmg_outbox_return (&outbox, waiting, g_new0 (RmgFailure, 1));
  rmg_outbox_next_returned (&outbox);
  rmg_outbox_wait (waiting, 100);
  g_assert_cmpuint (rmg_outbox_skip_untaken (&outbox), ==, 1);
  g_assert_cmpint (take (&outbox), ==, -1);
  g_assert_cmpint (pop (&outbox), ==, -1);
  complete (&outbox, 0);
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (pop (&outbox), ==, i);
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_entries_after_one_are_dropped (void)
{
  g_autoptr (GArray) cancelled = g_array_new (FALSE, FALSE, sizeof (guint64));
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  for (int i = 0; i < 4; i++)
    park (&outbox, 10, i);
  for (int i = 0; i < 3; i++)
    take (&outbox);
  rmg_outbox_drop_after (&outbox, rmg_outbox_find (&outbox, 1), cancelled);
  g_assert_cmpuint (cancelled->len, ==, 1);
  g_assert_cmpuint (g_array_index (cancelled, guint64, 0), ==, 2);
  g_assert_cmpuint (outbox.n_items, ==, 2);
  g_assert_cmpuint (outbox.n_bytes, ==, 20);
  g_assert_cmpint (take (&outbox), ==, -1);
  rmg_outbox_cancel_taken (&outbox, cancelled);
  g_assert_cmpuint (cancelled->len, ==, 3);
  g_assert_false (complete (&outbox, 0));
  rmg_outbox_clear (&outbox);
}

static void
test_outbox_end_is_taken_like_an_item (void)
{
  g_auto (RmgHostItem) item = { 0 };
  RmgOutbox outbox;

  rmg_outbox_init (&outbox);
  rmg_outbox_park_event (&outbox, gst_event_new_eos (), RMG_HOST_ITEM_EOS);
  g_assert_cmpint (pop (&outbox), ==, -1);
  g_assert_nonnull (rmg_outbox_take (&outbox, &item, TRUE));
  g_assert_cmpint (item.kind, ==, RMG_HOST_ITEM_EOS);
  g_assert_null (item.buffer);
  complete (&outbox, 0);
  g_assert_cmpint (pop (&outbox), ==, 0);
  rmg_outbox_clear (&outbox);
}

static void
test_item_boxed_copy_shares_its_buffer (void)
{
  g_auto (RmgHostItem) item = { 3, gst_caps_new_any (), gst_buffer_new (),
    RMG_HOST_ITEM_DATA, 2 };
  RmgHostItem *copy = g_boxed_copy (RMG_TYPE_HOST_ITEM, &item);

  g_assert_cmpuint (copy->sequence, ==, 3);
  g_assert_cmpuint (copy->n_failures, ==, 2);
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
      "/outbox/unknown", test_outbox_item_that_is_not_taken_is_not_found);
  g_test_add_func ("/outbox/flush",
      test_outbox_flush_forgets_items_and_keeps_numbers_unique);
  g_test_add_func (
      "/outbox/stamps", test_outbox_outputs_get_the_time_stamp_of_the_input);
  g_test_add_func ("/outbox/again",
      test_outbox_waiting_item_is_offered_again_first_with_a_new_number);
  g_test_add_func (
      "/outbox/skip", test_outbox_untaken_items_pass_and_taken_ones_stay);
  g_test_add_func ("/outbox/drop", test_outbox_entries_after_one_are_dropped);
  g_test_add_func ("/outbox/end", test_outbox_end_is_taken_like_an_item);
  g_test_add_func ("/outbox/item", test_item_boxed_copy_shares_its_buffer);
  return g_test_run ();
}
