/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Much data, many sessions, sudden ends. That nothing hangs is judged by the
 * time-out of the test. */

#include <rmg/init.h>
#include <rmg/value-memory.h>
#include "tests/lib/session-fixture.h"

#include <gst/base/gstbasetransform.h>
#include <string.h>

#define CHUNK_BYTES (256 * 1024)
#define N_CHUNKS 4096 /* 1 GiB in all */

/* Both ends know the sum: chunk n holds n in every word. */
typedef struct
{
  guint n_pushed;
  guint64 n_bytes;
  guint64 sum;
} Transfer;

static GstBuffer *
fill (GstMemory *memory, guint n)
{
  GstBuffer *buffer = gst_buffer_new ();
  GstMapInfo map;

  gst_memory_map (memory, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < map.size / sizeof (guint32); i++)
    ((guint32 *) map.data)[i] = n;
  gst_memory_unmap (memory, &map);
  gst_buffer_append_memory (buffer, gst_memory_ref (memory));
  return buffer;
}

static void
add_output (Transfer *transfer, RmgOutput *output)
{
  GstMapInfo map;

  if (output->buffer == NULL)
    return;
  gst_buffer_map (output->buffer, &map, GST_MAP_READ);
  transfer->n_bytes += map.size;
  for (gsize i = 0; i < map.size / sizeof (guint32); i++)
    transfer->sum += ((const guint32 *) map.data)[i];
  gst_buffer_unmap (output->buffer, &map);
}

/* The memory of a chunk is reused after its output was pulled. */
static gboolean
push_chunk (RmgSession *session, Transfer *transfer, GstMemory **memories,
    guint n_memories, GstCaps *caps)
{
  GstMemory *memory = memories[transfer->n_pushed % n_memories];
  g_autoptr (GstBuffer) buffer = NULL;

  if (GST_MINI_OBJECT_REFCOUNT_VALUE (memory) > 1)
    return FALSE;
  buffer = fill (memory, transfer->n_pushed + 1);
  if (rmg_session_push (session, NULL, caps, &buffer, NULL) != RMG_SESSION_OK)
    return FALSE;
  transfer->n_pushed++;
  return TRUE;
}

static void
pump_chunks (RmgSession *session, Transfer *transfer)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("application/x-bytes");
  GstMemory *memories[4];
  RmgSessionResult result;

  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    memories[i] = gst_allocator_alloc (NULL, CHUNK_BYTES, NULL);
  do {
    g_auto (RmgOutput) output = { NULL };

    while (transfer->n_pushed < N_CHUNKS &&
        push_chunk (session, transfer, memories, G_N_ELEMENTS (memories), caps))
      continue;
    if (transfer->n_pushed == N_CHUNKS)
      rmg_session_finish (session, NULL);
    result = rmg_session_pull (session, &output, NULL);
    if (result == RMG_SESSION_EMPTY)
      g_thread_yield ();
    add_output (transfer, &output);
  } while (result == RMG_SESSION_OK || result == RMG_SESSION_EMPTY);
  g_assert_cmpint (result, ==, RMG_SESSION_EOS);
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    gst_memory_unref (memories[i]);
}

static void
test_limits_one_thread_moves_a_gigabyte (gconstpointer threading)
{
  RmgSession *session = rmg_test_open ("a PassThroughNode\n"
                                       "b PassThroughNode\n"
                                       "a > b\n",
      GPOINTER_TO_INT (threading), RMG_FRAMING_STREAM);
  Transfer transfer = { 0 };
  guint64 words = CHUNK_BYTES / sizeof (guint32);

  pump_chunks (session, &transfer);
  g_assert_cmpuint (transfer.n_bytes, ==, (guint64) N_CHUNKS * CHUNK_BYTES);
  g_assert_cmpuint (transfer.sum, ==, words * N_CHUNKS * (N_CHUNKS + 1) / 2);
  g_assert_true (rmg_session_close (session, NULL));
}

/* Input without pulls fills the session up to its limit. */
static void
test_limits_push_alone_is_full (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode\n", RMG_THREADING_THREADED, RMG_FRAMING_STREAM);
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("application/x-bytes");
  RmgSessionResult result = RMG_SESSION_OK;
  guint n_pushed = 0;

  while (result == RMG_SESSION_OK) {
    g_autoptr (GstBuffer) buffer =
        gst_buffer_new_allocate (NULL, CHUNK_BYTES, NULL);

    result = rmg_session_push (session, NULL, caps, &buffer, NULL);
    n_pushed += result == RMG_SESSION_OK;
  }
  g_assert_cmpint (result, ==, RMG_SESSION_FULL);
  /* 4 MiB before and 4 MiB after the nodes, and the data in between */
  g_assert_cmpuint (n_pushed, <=, 2 * 4 * 1024 * 1024 / CHUNK_BYTES + 2);
  g_assert_true (rmg_session_close (session, NULL));
}

#define N_SESSIONS 10000

static void
push_and_check (RmgSession *session, gint64 number, double expected)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  g_assert_cmpfloat (
      rmg_value_get_double (rmg_value_buffer_peek (output.buffer)), ==,
      expected);
}

/* All are open before any is used, and none knows of another. */
static void
test_limits_ten_thousand_sessions_at_once (void)
{
  g_autofree RmgSession **sessions = g_new (RmgSession *, N_SESSIONS);
  RmgPlanOptions options = { .threading = RMG_THREADING_INLINE };
  g_autoptr (RmgGraph) graph = rmg_test_graph ("m MultiplyNode 'factor':0.5\n");

  for (guint i = 0; i < N_SESSIONS; i++) {
    sessions[i] = rmg_session_open (graph, &options, NULL, NULL);
    g_assert_nonnull (sessions[i]);
  }
  for (guint i = 0; i < N_SESSIONS; i++)
    push_and_check (sessions[i], i, i * 0.5);
  for (guint i = N_SESSIONS; i-- > 0;)
    g_assert_true (rmg_session_close (sessions[i], NULL));
}

/* A buffer waits in each of them for an attempt that is an hour away. */
static void
test_limits_thousand_sessions_parked (void)
{
  RmgSession *sessions[1000];
  RmgPlanOptions options = { .threading = RMG_THREADING_INLINE };
  g_autoptr (RmgGraph) graph = rmg_test_graph (
      "bad gst:rmgfault 'fail-after':0"
      " @ 'retry':{'backoff_ms':3600000,'backoff_max_ms':3600000}\n");
  g_autoptr (GstSample) sample = rmg_test_value (1);
  GstBuffer *input = gst_sample_get_buffer (sample);
  int n_refs = GST_MINI_OBJECT_REFCOUNT_VALUE (input);

  for (guint i = 0; i < G_N_ELEMENTS (sessions); i++) {
    GstBuffer *buffer = gst_buffer_ref (input);

    sessions[i] = rmg_session_open (graph, &options, NULL, NULL);
    g_assert_cmpint (rmg_session_push (sessions[i], NULL,
                         gst_sample_get_caps (sample), &buffer, NULL),
        ==, RMG_SESSION_OK);
    buffer = gst_buffer_ref (input);
    g_assert_cmpint (rmg_session_push (sessions[i], NULL,
                         gst_sample_get_caps (sample), &buffer, NULL),
        ==, RMG_SESSION_FULL);
    gst_buffer_unref (buffer);
  }
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (input), >, n_refs);
  for (guint i = 0; i < G_N_ELEMENTS (sessions); i++)
    g_assert_true (rmg_session_close (sessions[i], NULL));
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (input), ==, n_refs);
}

/* Waits until a field of the session's only node is not 0. @offset: of the
 * field in RmgNodeMetrics */
static void
wait_for_metric (RmgSession *session, gsize offset)
{
  guint64 value;

  do {
    g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);

    value =
        G_STRUCT_MEMBER (guint64, rmg_metrics_get_node (metrics, 0), offset);
    g_thread_yield ();
  } while (value == 0);
}

static RmgSession *
open_and_push_one (const char *lines, RmgThreading threading, guint timeout_ms)
{
  RmgPlanOptions plan_options = { .threading = threading };
  RmgSessionOptions options = { .metrics = TRUE,
    .close_timeout_ms = timeout_ms };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (RmgValue) value = rmg_value_new_int (1);
  RmgSession *session = rmg_session_open (graph, &plan_options, &options, NULL);

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
  return session;
}

static void
test_limits_close_during_wait_returns (gconstpointer threading)
{
  RmgSession *session = open_and_push_one ("bad gst:rmgfault 'fail-after':0"
                                           " @ 'retry':{'backoff_ms':3600000,"
                                           "'backoff_max_ms':3600000}\n",
      GPOINTER_TO_INT (threading), 0);
  g_autoptr (GError) error = NULL;

  wait_for_metric (session, G_STRUCT_OFFSET (RmgNodeMetrics, retries));
  g_assert_true (rmg_session_close (session, &error));
  g_assert_no_error (error);
}

/* A thread that cannot be ended is abandoned and named. */
static void
test_limits_close_of_a_stalled_node_abandons (void)
{
  RmgSession *session = open_and_push_one (
      "bad gst:rmgfault 'stall':'until-unset'\n", RMG_THREADING_THREADED, 50);
  g_autoptr (GError) error = NULL;

  wait_for_metric (session, G_STRUCT_OFFSET (RmgNodeMetrics, buffers_in));
  g_assert_false (rmg_session_close (session, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_ABANDONED);
  g_assert_nonnull (strstr (error->message, "\"test\""));
}

/* Without guard, message and further pushes. */
static void
test_limits_refused_caps_are_an_error (gconstpointer threading)
{
  g_autoptr (GPtrArray) inputs = rmg_test_values (1);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = rmg_test_run ("p PassThroughNode\n"
                                        "r AudioResampleNode\n"
                                        "p > r\n",
      GPOINTER_TO_INT (threading), RMG_FRAMING_ITEMS, inputs, &error);

  g_assert_error (error, RMG_ERROR, RMG_ERROR_NODE_FAILED);
  g_assert_nonnull (strstr (error->message, "not-negotiated"));
  g_assert_null (strstr (seen, "1"));
}

static gboolean
go_on (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* The context holds the only reference to one, the program to another. */
static void
test_limits_close_ends_sources (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode\n", RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);
  g_autoptr (GMainContext) context = g_main_context_new ();
  GSource *given = rmg_session_create_source (session);
  GSource *kept = rmg_session_create_source (session);

  g_source_set_callback (given, go_on, NULL, NULL);
  g_source_attach (given, context);
  g_source_unref (given);
  g_source_attach (kept, context);
  g_assert_true (rmg_session_close (session, NULL));
  g_assert_true (g_source_is_destroyed (kept));
  g_assert_false (g_main_context_pending (context));
  g_source_unref (kept);
}

static void
test_limits_task_makes_auto_threaded (void)
{
  RmgSession *session =
      rmg_test_open ("q gst:queue\n", RMG_THREADING_AUTO, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (3);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = rmg_test_pump (session, inputs, &error);

  g_assert_no_error (error);
  g_assert_true (rmg_session_is_threaded (session));
  g_assert_cmpstr (seen, ==, "q: 1 | 2 | 3 |\n");
  g_assert_true (rmg_session_close (session, NULL));
}

static void
assert_not_inline (const char *lines, const char *node)
{
  RmgPlanOptions options = { .threading = RMG_THREADING_INLINE };
  g_autoptr (RmgGraph) graph = rmg_test_graph (lines);
  g_autoptr (GError) error = NULL;

  g_assert_null (rmg_session_open (graph, &options, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_NOT_INLINE);
  g_assert_nonnull (strstr (error->message, node));
}

static void
test_limits_task_refuses_inline (void)
{
  assert_not_inline ("q gst:queue\n", "\"q\" (gst:queue)");
}

/* A filter that starts a thread although its type does not say so. */
typedef GstBaseTransform Surprise;
typedef GstBaseTransformClass SurpriseClass;

GType surprise_get_type (void);
G_DEFINE_TYPE (Surprise, surprise, GST_TYPE_BASE_TRANSFORM)

static GstStaticPadTemplate surprise_sink = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate surprise_src = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static gboolean
surprise_start (GstBaseTransform *self)
{
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_stream_status (GST_OBJECT (self->srcpad),
          GST_STREAM_STATUS_TYPE_CREATE, GST_ELEMENT (self)));
  return TRUE;
}

static void
surprise_init (Surprise *self)
{
}

static void
surprise_class_init (SurpriseClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  klass->start = surprise_start;
  gst_element_class_add_static_pad_template (element_class, &surprise_sink);
  gst_element_class_add_static_pad_template (element_class, &surprise_src);
  gst_element_class_set_static_metadata (
      element_class, "Surprise", "Generic", "Starts a thread", "Tests");
}

static void
test_limits_surprise_task_makes_auto_threaded (void)
{
  RmgSession *session =
      rmg_test_open ("a AddNode 'addend':1\ns gst:surprise\na > s\n",
          RMG_THREADING_AUTO, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs = rmg_test_values (3);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = rmg_test_pump (session, inputs, &error);

  g_assert_no_error (error);
  g_assert_true (rmg_session_is_threaded (session));
  g_assert_cmpstr (seen, ==, "s: 2 | 3 | 4 |\n");
  g_assert_true (rmg_session_close (session, NULL));
  assert_not_inline ("s gst:surprise\n", "\"s\" (gst:surprise)");
}

static RmgSession *
open_endless (void)
{
  const RmgPlanOptions plan_options = { .framing = RMG_FRAMING_STREAM };
  const RmgSessionOptions options = { .max_bytes = 1 };
  g_autoptr (RmgGraph) graph =
      rmg_test_graph ("s gst:fakesrc 'sizetype':'fixed','sizemax':64\n");
  g_autoptr (GError) error = NULL;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  return session;
}

/* By the time that another session has come and gone, the source of this one
 * waits for room in its output. */
static gpointer
interrupt_late (gpointer session)
{
  g_assert_true (rmg_session_close (open_endless (), NULL));
  rmg_session_interrupt (session);
  return NULL;
}

static void
test_limits_interrupt_ends_a_source_that_waits (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i++) {
    RmgSession *session = open_endless ();
    GThread *thread = g_thread_new ("interrupt", interrupt_late, session);

    g_assert_true (rmg_session_run (session, NULL, NULL, NULL, &error));
    g_thread_join (thread);
    g_assert_true (rmg_session_close (session, NULL));
  }
}

static void
add_both (const char *name, GTestDataFunc func)
{
  g_autofree char *in = g_strconcat ("/session/limits/inline/", name, NULL);
  g_autofree char *out = g_strconcat ("/session/limits/threaded/", name, NULL);

  g_test_add_data_func (in, GINT_TO_POINTER (RMG_THREADING_INLINE), func);
  g_test_add_data_func (out, GINT_TO_POINTER (RMG_THREADING_THREADED), func);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  gst_element_register (NULL, "surprise", GST_RANK_NONE, surprise_get_type ());

  add_both ("gigabyte", test_limits_one_thread_moves_a_gigabyte);
  add_both ("close-during-wait", test_limits_close_during_wait_returns);
  add_both ("refused-caps", test_limits_refused_caps_are_an_error);
  g_test_add_func ("/session/limits/full", test_limits_push_alone_is_full);
  g_test_add_func ("/session/limits/ten-thousand",
      test_limits_ten_thousand_sessions_at_once);
  g_test_add_func (
      "/session/limits/parked", test_limits_thousand_sessions_parked);
  g_test_add_func ("/session/limits/abandoned",
      test_limits_close_of_a_stalled_node_abandons);
  g_test_add_func ("/session/limits/sources", test_limits_close_ends_sources);
  g_test_add_func ("/session/limits/interrupt",
      test_limits_interrupt_ends_a_source_that_waits);
  g_test_add_func (
      "/session/limits/task", test_limits_task_makes_auto_threaded);
  g_test_add_func (
      "/session/limits/task-inline", test_limits_task_refuses_inline);
  g_test_add_func ("/session/limits/surprise",
      test_limits_surprise_task_makes_auto_threaded);
  return g_test_run ();
}
