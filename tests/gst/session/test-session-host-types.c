/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Sessions with drivers of their own for one node type. */

#include "tests/lib/session-fixture.h"

#include <rmg/host-types.h>
#include <rmg/init.h>
#include <rmg/value-memory.h>

#define MANIFEST "one Scale\ntwo Scale\none > two\n"

/* User data of a registration. */
typedef struct
{
  gint64 factor;
  int n_open;      /* nodes that are open */
  int n_destroyed; /* calls of the destroy notify */
  GString *opened; /* ids of the nodes that were opened */
} Scale;

static gboolean
open_scale (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  Scale *scale = user_data;
  g_autofree char *node_id = rmg_host_dup_node_id (host);

  g_string_append_printf (scale->opened, "%s ", node_id);
  scale->n_open++;
  *instance = scale;
  return TRUE;
}

static void
close_scale (RmgHost *host, gpointer instance)
{
  ((Scale *) instance)->n_open--;
}

static void
scale_item (RmgHost *host, gpointer instance)
{
  g_auto (RmgHostItem) item = { 0 };
  GstBufferList *outputs = gst_buffer_list_new ();
  gint64 number;

  g_assert_true (rmg_host_take (host, &item));
  number = rmg_value_get_int (rmg_value_buffer_peek (item.buffer));
  gst_buffer_list_add (outputs,
      rmg_value_buffer_new (
          rmg_value_new_int (number * ((Scale *) instance)->factor)));
  rmg_host_complete (host, item.sequence, item.caps, outputs);
}

static const RmgHostDriver driver = {
  .open = open_scale,
  .close = close_scale,
  .item_ready = scale_item,
};

static void
count_destroyed (gpointer data)
{
  ((Scale *) data)->n_destroyed++;
}

static RmgSession *
open_session (Scale *scale, gint64 factor, RmgThreading threading)
{
  g_autoptr (RmgHostTypes) types = rmg_host_types_new ();
  RmgPlanOptions plan_options = { .threading = threading };
  RmgSessionOptions options = { .host_types = types };
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  RmgSession *session;

  *scale = (Scale){ .factor = factor, .opened = g_string_new (NULL) };
  g_assert_true (rmg_host_types_add (
      types, "Scale", "multiplies", &driver, scale, count_destroyed));
  graph = rmg_test_graph (MANIFEST);
  session = rmg_session_open (graph, &plan_options, &options, &error);
  g_assert_no_error (error);
  return session;
}

static void
assert_output (RmgSession *session, const char *expected)
{
  g_autoptr (GPtrArray) inputs = rmg_test_values (3);
  g_autoptr (GError) error = NULL;
  g_autofree char *output = rmg_test_pump (session, inputs, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (output, ==, expected);
}

static void
close_session (RmgSession *session, Scale *scale)
{
  g_assert_cmpint (scale->n_open, ==, 2);
  g_assert_cmpint (scale->n_destroyed, ==, 0);
  g_assert_cmpstr (scale->opened->str, ==, "two one ");
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpint (scale->n_open, ==, 0);
  g_assert_cmpint (scale->n_destroyed, ==, 1);
  g_string_free (scale->opened, TRUE);
}

static void
test_session_host_types_of_two_sessions_differ (gconstpointer threading)
{
  Scale tenfold, double_it;
  RmgSession *first = open_session (&tenfold, 10, GPOINTER_TO_INT (threading));
  RmgSession *second =
      open_session (&double_it, 2, GPOINTER_TO_INT (threading));

  assert_output (second, "two: 4 | 8 | 12 |\n");
  assert_output (first, "two: 100 | 200 | 300 |\n");
  close_session (first, &tenfold);
  close_session (second, &double_it);
}

static void
test_session_host_types_without_the_type_fall_back_to_the_process (void)
{
  static Scale scale; /* the registration stays */
  g_autoptr (RmgHostTypes) types = rmg_host_types_new ();
  RmgSessionOptions options = { .host_types = types };
  g_autoptr (RmgGraph) graph = NULL;
  RmgSession *session;

  scale = (Scale){ .factor = 3, .opened = g_string_new (NULL) };
  g_assert_true (rmg_host_register_type (
      "Scale", "multiplies", &driver, &scale, count_destroyed));
  graph = rmg_test_graph (MANIFEST);
  session = rmg_session_open (graph, NULL, &options, NULL);
  assert_output (session, "two: 9 | 18 | 27 |\n");
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpint (scale.n_open, ==, 0);
  g_assert_cmpint (scale.n_destroyed, ==, 0);
  g_string_free (scale.opened, TRUE);
}

static void
test_session_host_types_unknown_everywhere_is_an_error (void)
{
  g_autoptr (RmgHostTypes) types = rmg_host_types_new ();
  Scale scale = { .opened = NULL };
  g_autoptr (RmgGraph) graph = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rmg_host_types_add (types, "Elsewhere", "of another session",
      &driver, &scale, count_destroyed));
  graph = rmg_test_graph ("one Elsewhere\n");
  g_assert_null (rmg_session_open (graph, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "\"Elsewhere\" has no driver"));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/session/host-types/inline",
      GINT_TO_POINTER (RMG_THREADING_INLINE),
      test_session_host_types_of_two_sessions_differ);
  g_test_add_data_func ("/session/host-types/threaded",
      GINT_TO_POINTER (RMG_THREADING_THREADED),
      test_session_host_types_of_two_sessions_differ);
  g_test_add_func ("/session/host-types/process",
      test_session_host_types_without_the_type_fall_back_to_the_process);
  g_test_add_func ("/session/host-types/unknown",
      test_session_host_types_unknown_everywhere_is_an_error);
  return g_test_run ();
}
