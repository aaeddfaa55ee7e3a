/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/data.h"
#include "tests/lib/session-fixture.h"

#include <rmg/rmg.h>

/* An inline session of two outputs with one value pushed. */
static RmgSession *
open_with_value (void)
{
  RmgSession *session = rmg_test_open ("in PassThroughNode\n"
                                       "b PassThroughNode\n"
                                       "a PassThroughNode\n"
                                       "in > b\nin > a",
      RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (RmgValue) value = rmg_value_new_int (7);

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
  return session;
}

static void
test_output_outlets_are_in_manifest_order (void)
{
  RmgSession *session = open_with_value ();

  g_assert_cmpuint (session->n_outlets, ==, 2);
  g_assert_cmpstr (session->outlets[0].node_id, ==, "b");
  g_assert_cmpstr (session->outlets[1].node_id, ==, "a");
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_output_bytes_counted_until_popped (void)
{
  RmgSession *session = open_with_value ();
  RmgOutlet *outlet = &session->outlets[0];
  const gsize n_bytes = outlet->n_bytes;
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpuint (n_bytes, >, 0);
  g_assert_cmpuint (session->exchange.n_bytes, ==, 2 * n_bytes);
  g_assert_false (rmg_outlet_is_empty (outlet));
  g_mutex_lock (&session->exchange.lock);
  rmg_outlet_pop (outlet, &output);
  g_mutex_unlock (&session->exchange.lock);
  g_assert_cmpuint (gst_buffer_get_size (output.buffer), ==, n_bytes);
  g_assert_cmpuint (outlet->n_bytes, ==, 0);
  g_assert_cmpuint (session->exchange.n_bytes, ==, n_bytes);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_output_item_ends_with_an_output_without_buffer (void)
{
  RmgSession *session = open_with_value ();
  g_auto (RmgOutput) data = { NULL };
  g_auto (RmgOutput) end = { NULL };

  rmg_session_pull (session, &data, NULL);
  rmg_session_pull (session, &end, NULL);
  g_assert_cmpstr (data.node_id, ==, "b");
  g_assert_nonnull (data.buffer);
  g_assert_true (gst_structure_has_name (
      gst_caps_get_structure (data.caps, 0), "application/x-rmg-value"));
  g_assert_cmpstr (end.node_id, ==, "b");
  g_assert_null (end.buffer);
  g_assert_null (end.caps);
  g_assert_cmpuint (end.item, ==, 0);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_output_items_are_numbered (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);

  for (guint64 i = 0; i < 3; i++) {
    g_autoptr (RmgValue) value = rmg_value_new_int ((gint64) i);

    rmg_session_push_value (session, NULL, value, NULL);
    for (guint j = 0; j < 2; j++) {
      g_auto (RmgOutput) output = { NULL };

      g_assert_cmpint (
          rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
      g_assert_cmpuint (output.item, ==, i);
      g_assert_cmpint (output.buffer == NULL, ==, j == 1);
    }
  }
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_output_any_caps_accepted_at_any_time (void)
{
  RmgSession *session = open_with_value ();
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstCaps) found =
      gst_pad_query_caps (session->outlets[0].pad, NULL);

  g_assert_true (gst_caps_is_any (found));
  g_assert_true (gst_pad_query_accept_caps (session->outlets[0].pad, caps));
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_output_clear_releases_everything (void)
{
  GstBuffer *buffer = gst_buffer_new ();
  GstCaps *caps = gst_caps_new_any ();
  RmgOutput output = { "n", 1, gst_caps_ref (caps), gst_buffer_ref (buffer),
    gst_structure_new_empty ("results") };

  rmg_output_clear (&output);
  g_assert_null (output.caps);
  g_assert_null (output.buffer);
  g_assert_null (output.results);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (buffer), ==, 1);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (caps), ==, 1);
  rmg_output_clear (&output); /* changes nothing */
  gst_buffer_unref (buffer);
  gst_caps_unref (caps);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/output/order", test_output_outlets_are_in_manifest_order);
  g_test_add_func ("/output/bytes", test_output_bytes_counted_until_popped);
  g_test_add_func (
      "/output/item-end", test_output_item_ends_with_an_output_without_buffer);
  g_test_add_func ("/output/items", test_output_items_are_numbered);
  g_test_add_func ("/output/caps", test_output_any_caps_accepted_at_any_time);
  g_test_add_func ("/output/clear", test_output_clear_releases_everything);
  return g_test_run ();
}
