/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The item of a fault, and the object that the failed element has attached. */

#include <rmg/init.h>
#include "gst/session/data.h"
#include "tests/lib/session-fixture.h"

#define TYPE_NAME "test.exception"

static void
assert_item (const char *lines, RmgFraming framing, guint64 item)
{
  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    RmgSession *session = rmg_test_open (lines, i, framing);
    g_autoptr (GPtrArray) inputs = rmg_test_values (20);
    g_autoptr (RmgFault) fault = NULL;

    g_free (rmg_test_pump (session, inputs, NULL));
    fault = rmg_session_get_fault (session, 0);
    g_assert_nonnull (fault);
    g_assert_cmpuint (fault->item, ==, item);
    g_assert_true (rmg_session_close (session, NULL));
  }
}

/* The queue before a threaded session has later items already. */
static void
test_fault_item_is_that_of_the_node (void)
{
  assert_item (
      "a AddNode 'addend':1\n"
      "bad gst:rmgfault 'fail-after':7,'error':'stream-decode'\na > bad\n",
      RMG_FRAMING_ITEMS, 7);
  assert_item ("bad gst:rmgfault 'fail-after':0,'error':'stream-decode'\n"
               "b AddNode 'addend':1\nbad > b\n",
      RMG_FRAMING_ITEMS, 0);
}

/* The end of the item waits after the parked buffer. */
static void
test_fault_item_of_a_parked_buffer_is_its_own (void)
{
  assert_item ("bad gst:rmgfault 'fail-after':4 @ "
               "'retry':{'retries':2,'backoff_ms':1,'backoff_max_ms':1}\n",
      RMG_FRAMING_ITEMS, 4);
}

static void
test_fault_of_a_stream_has_no_item (void)
{
  assert_item ("bad gst:rmgfault 'fail-after':3,'error':'stream-decode'",
      RMG_FRAMING_STREAM, RMG_FAULT_NO_ITEM);
}

typedef struct
{
  int n_released; /* atomic */
} Exception;

static void
release_exception (gpointer data)
{
  Exception *self = data;

  g_atomic_int_inc (&self->n_released);
}

static GstPadProbeReturn
fail_with_object (GstPad *pad, GstPadProbeInfo *info, gpointer exception)
{
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);
  g_autoptr (RmgValue) object =
      rmg_value_new_object (exception, TYPE_NAME, release_exception);
  GstStructure *details = gst_structure_new_empty ("details");

  rmg_fault_details_set_user_data (details, object);
  gst_element_message_full_with_details (element, GST_MESSAGE_ERROR,
      GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE, g_strdup ("broken"), NULL,
      __FILE__, G_STRFUNC, __LINE__, details);
  gst_clear_buffer ((GstBuffer **) &info->data);
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

static GstPad *
find_pad (RmgSession *session, const char *node)
{
  const RmgNodeSet *nodes = rmg_runtime_get_nodes (session->runtime);

  for (guint i = 0; i < rmg_node_set_get_n_elements (nodes); i++) {
    const RmgNodeElement *entry = rmg_node_set_get_element (nodes, i);

    if (g_str_equal (entry->node->plan->id, node) &&
        entry->role == RMG_ROLE_NODE)
      return gst_element_get_static_pad (entry->element, "sink");
  }
  g_assert_not_reached ();
}

static void
note_failed (GstMessage *message, gpointer data)
{
  RmgFault **fault = data;

  if (*fault == NULL)
    *fault = rmg_fault_from_message (message);
}

/* @lines: a node "a" */
static void
assert_object (const char *lines, RmgThreading threading)
{
  RmgSession *session = rmg_test_open (lines, threading, RMG_FRAMING_ITEMS);
  g_autoptr (GstPad) pad = find_pad (session, "a");
  g_autoptr (GPtrArray) inputs = rmg_test_values (3);
  RmgFault *fault, *announced = NULL;
  Exception exception = { 0 };

  gst_pad_add_probe (
      pad, GST_PAD_PROBE_TYPE_BUFFER, fail_with_object, &exception, NULL);
  rmg_session_set_message_func (session, note_failed, &announced, NULL);
  g_free (rmg_test_pump (session, inputs, NULL));
  fault = rmg_session_get_fault (session, 0);
  g_assert_nonnull (announced);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_cmpint (g_atomic_int_get (&exception.n_released), ==, 0);
  g_assert_true (rmg_value_get_object (
                     rmg_fault_get_user_data (fault), TYPE_NAME) == &exception);
  g_assert_true (rmg_value_get_object (rmg_fault_get_user_data (announced),
                     TYPE_NAME) == &exception);
  rmg_fault_unref (fault);
  g_assert_cmpint (g_atomic_int_get (&exception.n_released), ==, 0);
  rmg_fault_unref (announced);
  while (g_atomic_int_get (&exception.n_released) == 0)
    g_thread_yield (); /* a restart may still have the last failure */
  g_assert_cmpint (g_atomic_int_get (&exception.n_released), >=, 1);
}

/* The node with a guard records the failure of its attempt, the other node that of
 * the message. */
static void
test_fault_object_of_an_element_is_that_of_the_session (void)
{
  for (int i = RMG_THREADING_INLINE; i <= RMG_THREADING_THREADED; i++) {
    assert_object ("a AddNode 'addend':1\n", i);
    assert_object ("a gst:identity\n", i);
  }
}

static void
add_fault (GstMessage *message, gpointer faults)
{
  RmgFault *fault = rmg_fault_from_message (message);

  if (fault != NULL)
    g_ptr_array_add (faults, fault);
}

/* The session is gone when the record of its fault is of use. A thread of GStreamer
 * may start the pipeline again, which is no second fault. */
static void
test_fault_of_an_opening_that_fails_is_received_once (void)
{
  g_autoptr (RmgGraph) graph =
      rmg_test_graph ("file gst:filesrc 'location':'/nonexistent'\n"
                      "end gst:fakesink\nfile > end\n");
  g_autoptr (GPtrArray) faults =
      g_ptr_array_new_with_free_func ((GDestroyNotify) rmg_fault_unref);
  g_autoptr (GError) error = NULL;
  const RmgPlanOptions how = { .framing = RMG_FRAMING_STREAM };
  const RmgSessionOptions options = { .message_func = add_fault,
    .message_data = faults };
  const RmgFault *fault;

  g_assert_null (rmg_session_open (graph, &how, &options, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_cmpuint (faults->len, ==, 1);
  fault = faults->pdata[0];
  g_assert_cmpstr (fault->node_id, ==, "file");
  g_assert_cmpstr (fault->error->message, ==, error->message);
  g_assert_true (g_error_matches (
      fault->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND));
  g_assert_nonnull (fault->hint);
}

/* The receiver of the options acts as if it were set later. */
static void
test_fault_of_a_run_is_received_by_the_receiver_of_the_options (void)
{
  g_autoptr (RmgGraph) graph =
      rmg_test_graph ("a gst:rmgfault 'fail-after':0,'error':'stream-decode'");
  g_autoptr (GPtrArray) inputs = rmg_test_values (1);
  g_autoptr (RmgFault) fault = NULL;
  const RmgSessionOptions options = { .message_func = note_failed,
    .message_data = &fault };
  RmgSession *session = rmg_session_open (graph, NULL, &options, NULL);

  g_free (rmg_test_pump (session, inputs, NULL));
  g_assert_nonnull (fault);
  g_assert_true (rmg_session_close (session, NULL));
}

/* A value that is no object, or of another type, does not crash the reader. */
static void
test_fault_without_object_has_none (void)
{
  RmgSession *session =
      rmg_test_open ("a gst:rmgfault 'fail-after':0,'error':'stream-decode'",
          RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (1);
  g_autoptr (RmgFault) fault = NULL;

  g_free (rmg_test_pump (session, inputs, NULL));
  fault = rmg_session_get_fault (session, 0);
  g_assert_null (rmg_fault_get_user_data (fault));
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/session-fault-data/item/node", test_fault_item_is_that_of_the_node);
  g_test_add_func ("/session-fault-data/item/parked",
      test_fault_item_of_a_parked_buffer_is_its_own);
  g_test_add_func (
      "/session-fault-data/item/stream", test_fault_of_a_stream_has_no_item);
  g_test_add_func ("/session-fault-data/object/element",
      test_fault_object_of_an_element_is_that_of_the_session);
  g_test_add_func (
      "/session-fault-data/object/none", test_fault_without_object_has_none);
  g_test_add_func ("/session-fault-data/opening",
      test_fault_of_an_opening_that_fails_is_received_once);
  g_test_add_func ("/session-fault-data/receiver",
      test_fault_of_a_run_is_received_by_the_receiver_of_the_options);
  return g_test_run ();
}
