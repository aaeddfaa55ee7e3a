/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node that fails at the end of an item or of the stream. It keeps the last value,
 * and sends it at the end. A hang fails the test after RMG_TEST_HANG_S. */

#include <rmg/fault.h>
#include <rmg/init.h>
#include <rmg/value-memory.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <gst/gst.h>
#include <unistd.h>

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

typedef enum
{
  BEFORE_OUTPUT, /* nothing has left the node when it fails */
  AFTER_OUTPUT,
  TAKES_ONE_END, /* it ignores the end that is offered again */
} EndFailure;

static int n_failures; /* still to come; the streaming thread */
static EndFailure how;

typedef struct
{
  GstElement parent;
  GstPad *sink, *src;
  GstBuffer *last; /* (nullable) */
  gboolean has_failed;
} EndFault;
typedef GstElementClass EndFaultClass;
static GType end_fault_get_type (void);
G_DEFINE_TYPE (EndFault, end_fault, GST_TYPE_ELEMENT)

static GstFlowReturn
end_fault_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  EndFault *self = (EndFault *) parent;

  gst_clear_buffer (&self->last);
  self->last = buffer;
  return GST_FLOW_OK;
}

static void
push_last (EndFault *self)
{
  if (self->last != NULL)
    gst_pad_push (self->src, g_steal_pointer (&self->last));
}

static gboolean
end (EndFault *self, GstEvent *event)
{
  if (self->has_failed && how == TAKES_ONE_END) {
    gst_event_unref (event);
    return TRUE;
  }
  if (n_failures == 0) {
    push_last (self);
    return gst_pad_push_event (self->src, event);
  }
  n_failures--;
  self->has_failed = TRUE;
  if (how == AFTER_OUTPUT)
    push_last (self);
  GST_ELEMENT_ERROR (self, RESOURCE, BUSY, ("busy"), (NULL));
  gst_event_unref (event);
  return TRUE;
}

static gboolean
end_fault_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  EndFault *self = (EndFault *) parent;

  return GST_EVENT_TYPE (event) == GST_EVENT_EOS
      ? end (self, event)
      : gst_pad_event_default (pad, parent, event);
}

static GstStateChangeReturn
end_fault_change_state (GstElement *element, GstStateChange change)
{
  EndFault *self = (EndFault *) element;

  if (change == GST_STATE_CHANGE_PAUSED_TO_READY) {
    gst_clear_buffer (&self->last);
    self->has_failed = FALSE;
  }
  return GST_ELEMENT_CLASS (end_fault_parent_class)
      ->change_state (element, change);
}

static void
end_fault_init (EndFault *self)
{
  self->sink = gst_pad_new_from_static_template (&sink_template, "sink");
  self->src = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_chain_function (self->sink, end_fault_chain);
  gst_pad_set_event_function (self->sink, end_fault_event);
  GST_PAD_SET_PROXY_CAPS (self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

static void
end_fault_class_init (EndFaultClass *klass)
{
  klass->change_state = end_fault_change_state;
  gst_element_class_add_static_pad_template (klass, &sink_template);
  gst_element_class_add_static_pad_template (klass, &src_template);
  gst_element_class_set_static_metadata (
      klass, "End", "Filter", "Fails at the end", "RemoteMedia");
  gst_element_class_add_static_metadata (klass, "rmg-sync", "true");
}

typedef struct
{
  const char *name;
  RmgThreading threading;
  EndFailure how;
  int n_failures;
  const char *outputs; /* of three items, until the session fails */
  guint n_attempts;    /* of the fault */
  gboolean is_stream;  /* of three values, with one end */
} Case;

#define LINES                                                                  \
  "bad gst:endfault @ 'retry':{'max_retries':2,'backoff_ms':1}\n"              \
  "last AddNode 'addend':10\nbad > last\n"

static const Case cases[] = {
  { "none", RMG_THREADING_INLINE, BEFORE_OUTPUT, 0, "11 12 13 eos" },
  { "cured", RMG_THREADING_INLINE, BEFORE_OUTPUT, 2, "11 12 13 eos" },
  { "threaded", RMG_THREADING_THREADED, BEFORE_OUTPUT, 2, "11 12 13 eos" },
  { "too-many", RMG_THREADING_INLINE, BEFORE_OUTPUT, 3, "error", 3 },
  { "too-many-threaded", RMG_THREADING_THREADED, BEFORE_OUTPUT, 3, "error", 3 },
  { "after-output", RMG_THREADING_INLINE, AFTER_OUTPUT, 1, "error", 1 },
  { "one-end", RMG_THREADING_INLINE, TAKES_ONE_END, 1, "error", 2 },
  { "stream", RMG_THREADING_INLINE, BEFORE_OUTPUT, 0, "13 eos", 0, TRUE },
  { "stream-cured", RMG_THREADING_INLINE, BEFORE_OUTPUT, 2, "13 eos", 0, TRUE },
  { "stream-threaded", RMG_THREADING_THREADED, BEFORE_OUTPUT, 2, "13 eos", 0,
      TRUE },
  { "stream-too-many", RMG_THREADING_INLINE, BEFORE_OUTPUT, 3, "error", 3,
      TRUE },
  { "stream-too-many-threaded", RMG_THREADING_THREADED, BEFORE_OUTPUT, 3,
      "error", 3, TRUE },
  { "stream-after-output", RMG_THREADING_INLINE, AFTER_OUTPUT, 1, "13 error", 1,
      TRUE },
  { "stream-one-end", RMG_THREADING_INLINE, TAKES_ONE_END, 1, "error", 2,
      TRUE },
};

static gboolean
note_output (const RmgOutput *output, GString *text)
{
  if (output->buffer != NULL)
    g_string_append_printf (text, "%d ",
        (int) rmg_value_get_int (rmg_value_buffer_peek (output->buffer)));
  return TRUE;
}

/* Returns: (transfer full): the outputs, and "eos" or "error" */
static char *
run (RmgSession *session, guint n_items)
{
  GString *text = g_string_new (NULL);
  RmgSessionResult result = RMG_SESSION_OK;
  guint n_pushed = 0;
  gboolean is_finished = FALSE;

  while (result != RMG_SESSION_EOS && result != RMG_SESSION_ERROR) {
    g_auto (RmgOutput) output = { NULL };
    g_autoptr (RmgValue) value = rmg_value_new_int (n_pushed + 1);

    if (n_pushed < n_items)
      n_pushed +=
          rmg_session_push_value (session, NULL, value, NULL) == RMG_SESSION_OK;
    else if (!is_finished)
      is_finished = rmg_session_finish (session, NULL) == RMG_SESSION_OK;
    result = rmg_session_pull (session, &output, NULL);
    if (result == RMG_SESSION_OK)
      note_output (&output, text);
    g_thread_yield ();
  }
  g_string_append (text, result == RMG_SESSION_EOS ? "eos" : "error");
  return g_string_free (text, FALSE);
}

static void
test_session_end_that_fails_is_offered_again (gconstpointer data)
{
  const Case *row = data;
  RmgSession *session;
  g_autofree char *outputs = NULL;

  alarm (RMG_TEST_HANG_S);
  n_failures = row->n_failures;
  how = row->how;
  session = rmg_test_open (LINES, row->threading,
      row->is_stream ? RMG_FRAMING_STREAM : RMG_FRAMING_ITEMS);
  outputs = run (session, 3);
  g_assert_cmpstr (outputs, ==, row->outputs);
  g_assert_cmpuint (
      rmg_session_get_n_faults (session), ==, row->n_attempts > 0);
  if (row->n_attempts > 0) {
    g_autoptr (RmgFault) fault = rmg_session_get_fault (session, 0);

    g_assert_cmpstr (fault->node_id, ==, "bad");
    g_assert_cmpint (fault->kind, ==, RMG_FAULT_DRAIN);
    g_assert_cmpuint (fault->n_attempts, ==, row->n_attempts);
  }
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  gst_element_register (NULL, "endfault", GST_RANK_NONE, end_fault_get_type ());

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/session-ends/", cases[i].name, NULL);

    g_test_add_data_func (
        path, &cases[i], test_session_end_that_fails_is_offered_again);
  }
  return g_test_run ();
}
