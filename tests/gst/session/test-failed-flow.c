/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The resampler pushes its last buffer within the event that ends an item, and "b"
 * refuses it without a message. */

#include "tests/lib/pad-fault.h"
#include "tests/lib/session-fixture.h"

#include "gst/session/data.h"

#include <rmg/init.h>

#define LINES                                                                  \
  "a AudioResampleNode 'target_sample_rate':22050\n"                           \
  "b PassThroughNode\n"                                                        \
  "a > b\n"

/* @n_before: buffers that "b" takes. Returns: (transfer full) (nullable): the error
 * of a run of one item of two buffers */
static GError *
run (RmgThreading threading, guint n_before)
{
  g_autoptr (GPtrArray) inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  RmgTestPadFault fault = {
    .kind = RMG_TEST_FAULT_FLOW, .n_before = n_before, .n_times = 1
  };
  RmgSession *session = rmg_test_open (LINES, threading, RMG_FRAMING_ITEMS);
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (session->bin), "b");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");
  g_autofree char *text = NULL;
  GError *error = NULL;

  g_ptr_array_add (inputs, rmg_test_noise_clip (1, 16000, 1, 4000));
  rmg_test_pad_fault_install (&fault, pad);
  text = rmg_test_pump (session, inputs, &error);
  rmg_session_close (session, NULL);
  return error;
}

static void
test_failed_flow_of_the_last_push_is_an_error (gconstpointer threading)
{
  g_autoptr (GError) error = run (GPOINTER_TO_INT (threading), 1);

  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "\"b\""));
}

static void
test_failed_flow_without_failure_is_no_error (gconstpointer threading)
{
  g_autoptr (GError) error = run (GPOINTER_TO_INT (threading), 1000);

  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    RmgThreading threading;
  } rows[] = { { "inline", RMG_THREADING_INLINE },
    { "threaded", RMG_THREADING_THREADED } };

  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *last =
        g_strconcat ("/failed-flow/last/", rows[i].name, NULL);
    g_autofree char *none =
        g_strconcat ("/failed-flow/none/", rows[i].name, NULL);
    gpointer threading = GINT_TO_POINTER ((int) rows[i].threading);

    g_test_add_data_func (
        last, threading, test_failed_flow_of_the_last_push_is_an_error);
    g_test_add_data_func (
        none, threading, test_failed_flow_without_failure_is_no_error);
  }
  return g_test_run ();
}
