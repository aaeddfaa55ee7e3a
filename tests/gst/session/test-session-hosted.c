/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A session with a node that a C driver carries out, at once or much later. */

#include <rmg/host.h>
#include <rmg/init.h>
#include <rmg/session.h>
#include <rmg/value-memory.h>

#include <rmg/catalog.h>
#include <rmg/manifest.h>

#define MANIFEST                                                               \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"hosted\"},\"nodes\":["         \
  "{\"id\":\"h\",\"node_type\":\"Tenfold\",\"params\":{\"by\":10}},"           \
  "{\"id\":\"a\",\"node_type\":\"AddNode\",\"params\":{\"addend\":1}}],"       \
  "\"connections\":[{\"from\":\"h\",\"to\":\"a\"}]}"

static gboolean later; /* leave items parked */
static GPtrArray *hosts;

static void
complete_next (RmgHost *host)
{
  g_auto (RmgHostItem) item = { 0 };
  g_autoptr (RmgValue) value = NULL;
  GstBufferList *outputs;

  g_assert_true (rmg_host_take (host, &item));
  value = rmg_value_ref (rmg_value_buffer_peek (item.buffer));
  outputs = gst_buffer_list_new ();
  gst_buffer_list_add (outputs,
      rmg_value_buffer_new (
          rmg_value_new_int (rmg_value_get_int (value) * 10)));
  rmg_host_complete (host, item.sequence, item.caps, outputs);
}

static gboolean
open_host (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  g_assert_nonnull (strstr (params, "\"by\":10"));
  return TRUE;
}

static void
close_host (RmgHost *host, gpointer instance)
{
}

static void
item_ready (RmgHost *host, gpointer instance)
{
  if (later)
    g_ptr_array_add (hosts, host);
  else
    complete_next (host);
}

static const RmgHostDriver driver = {
  .open = open_host,
  .close = close_host,
  .item_ready = item_ready,
};

static RmgSession *
open_session (RmgThreading threading)
{
  RmgPlanOptions options = { .threading = threading };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (MANIFEST, -1, "test", NULL, &error);
  g_autoptr (RmgGraph) graph =
      rmg_graph_new_from_manifest (manifest, NULL, &error);
  RmgSession *session;

  g_assert_no_error (error);
  session = rmg_session_open (graph, &options, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static RmgSessionResult
feed_numbers (RmgSession *session, gpointer data, GError **error)
{
  GString *seen = data;
  static int next;
  g_autoptr (RmgValue) value = NULL;

  if (seen->len == 0)
    next = 1;
  if (next > 3)
    return RMG_SESSION_EOS;
  g_string_append_c (seen, '.');
  value = rmg_value_new_int (next);
  if (rmg_session_push_value (session, NULL, value, error) == RMG_SESSION_OK)
    next++;
  return RMG_SESSION_OK;
}

static gboolean
take_numbers (RmgOutput *output, gpointer data, GError **error)
{
  if (output->buffer != NULL)
    g_string_append_printf (data, "%d ",
        (int) rmg_value_get_int (rmg_value_buffer_peek (output->buffer)));
  return TRUE;
}

static void
test_session_hosted_node_completes_within_push (gconstpointer threading)
{
  RmgSession *session = open_session (GPOINTER_TO_INT (threading));
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  later = FALSE;
  rmg_session_run (session, feed_numbers, take_numbers, seen, &error);
  g_assert_no_error (error);
  g_string_replace (seen, ".", "", 0);
  g_assert_cmpstr (seen->str, ==, "11 21 31 ");
  rmg_session_close (session, NULL);
}

static void
pull_number (RmgSession *session, int expected)
{
  for (;;) {
    g_auto (RmgOutput) output = { 0 };

    g_assert_cmpint (
        rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
    if (output.buffer == NULL)
      continue;
    g_assert_cmpint (rmg_value_get_int (rmg_value_buffer_peek (output.buffer)),
        ==, expected);
    return;
  }
}

static gpointer
complete_in_thread (gpointer data)
{
  for (guint i = 0; i < hosts->len; i++)
    complete_next (hosts->pdata[i]);
  return NULL;
}

static void
test_session_hosted_items_wait_without_blocking (void)
{
  RmgSession *session = open_session (RMG_THREADING_INLINE);
  g_auto (RmgOutput) output = { 0 };

  later = TRUE;
  hosts = g_ptr_array_new ();
  for (int i = 1; i <= 3; i++) {
    g_autoptr (RmgValue) value = rmg_value_new_int (i);

    g_assert_cmpint (rmg_session_push_value (session, NULL, value, NULL), ==,
        RMG_SESSION_OK);
  }
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_EMPTY);

  g_thread_join (g_thread_new ("driver", complete_in_thread, NULL));
  pull_number (session, 11);
  pull_number (session, 21);
  pull_number (session, 31);
  g_ptr_array_unref (hosts);
  rmg_session_close (session, NULL);
}

static void
test_session_closes_with_hosted_items_pending (void)
{
  RmgSession *session = open_session (RMG_THREADING_INLINE);
  g_autoptr (RmgValue) value = rmg_value_new_int (1);

  later = TRUE;
  hosts = g_ptr_array_new ();
  rmg_session_push_value (session, NULL, value, NULL);
  g_assert_cmpuint (hosts->len, ==, 1);
  g_assert_true (rmg_session_close (session, NULL));
  g_ptr_array_unref (hosts);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_true (rmg_host_register_type (
      "Tenfold", "multiplies by ten", &driver, NULL, NULL));

  g_test_add_data_func ("/session/hosted/inline",
      GINT_TO_POINTER (RMG_THREADING_INLINE),
      test_session_hosted_node_completes_within_push);
  g_test_add_data_func ("/session/hosted/threaded",
      GINT_TO_POINTER (RMG_THREADING_THREADED),
      test_session_hosted_node_completes_within_push);
  g_test_add_func (
      "/session/hosted/later", test_session_hosted_items_wait_without_blocking);
  g_test_add_func (
      "/session/hosted/close", test_session_closes_with_hosted_items_pending);
  return g_test_run ();
}
