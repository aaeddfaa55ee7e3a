/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/buffers/borrowed.h"

#include <rmg/init.h>

static const guint8 block[100];

static void
assert_copies (
    const RmgCopies *copies, RmgCopyReason reason, guint64 n, guint64 n_bytes)
{
  guint64 bytes;

  g_assert_cmpuint (rmg_copies_get (copies, reason, &bytes), ==, n);
  g_assert_cmpuint (bytes, ==, n_bytes);
}

static void
test_copies_are_added_to_their_reason (void)
{
  RmgCopies *copies = rmg_copies_new ();

  rmg_copies_add (NULL, RMG_COPY_ITEM, 1);
  rmg_copies_add (copies, RMG_COPY_ITEM, 5);
  rmg_copies_add (copies, RMG_COPY_ITEM, 7);
  rmg_copies_add (copies, RMG_COPY_SETTLE, 3);
  assert_copies (copies, RMG_COPY_ENTRY, 0, 0);
  assert_copies (copies, RMG_COPY_WRITE, 0, 0);
  assert_copies (copies, RMG_COPY_SETTLE, 1, 3);
  assert_copies (copies, RMG_COPY_ITEM, 2, 12);
  rmg_copies_unref (copies);
}

/* The session may be closed while an output of it has the memory. */
static void
test_copies_of_a_loan_are_counted_after_their_session (void)
{
  RmgCopies *copies = rmg_copies_new ();
  RmgCopies *kept = rmg_copies_ref (copies);
  g_autoptr (GstBuffer) buffer =
      rmg_buffer_new_borrowed (block, sizeof block, NULL, NULL);
  g_autoptr (GstBuffer) held =
      gst_buffer_copy_region (buffer, GST_BUFFER_COPY_MEMORY, 10, 20);

  rmg_borrowed_set_copies (buffer, copies);
  rmg_copies_unref (copies);
  g_assert_true (rmg_borrowed_settle (buffer));
  assert_copies (kept, RMG_COPY_SETTLE, 1, sizeof block);
  rmg_copies_unref (kept);
}

static void
test_copies_of_a_loan_belong_to_its_last_session (void)
{
  RmgCopies *first = rmg_copies_new ();
  RmgCopies *second = rmg_copies_new ();
  GstBuffer *buffer = rmg_buffer_new_borrowed (block, sizeof block, NULL, NULL);

  rmg_borrowed_set_copies (buffer, first);
  rmg_borrowed_replace (&buffer, second);
  assert_copies (first, RMG_COPY_WRITE, 0, 0);
  assert_copies (second, RMG_COPY_WRITE, 0, 0);
  assert_copies (second, RMG_COPY_ENTRY, 1, sizeof block);
  gst_buffer_unref (buffer);
  rmg_copies_unref (first);
  rmg_copies_unref (second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func ("/copies/reasons", test_copies_are_added_to_their_reason);
  g_test_add_func ("/copies/loan/after-session",
      test_copies_of_a_loan_are_counted_after_their_session);
  g_test_add_func ("/copies/loan/last-session",
      test_copies_of_a_loan_belong_to_its_last_session);
  return g_test_run ();
}
