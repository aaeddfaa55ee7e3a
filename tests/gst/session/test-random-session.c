/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Random calls of a program to sessions at random moments, while nodes fail and
 * restart. Two programs run beside each other, each with a session; a call comes
 * from any thread, one at a time, and rmg_session_interrupt() from another one
 * meanwhile. Each call returns, no call fails except a push of odd data, items
 * stay in order, and a closed session is freed. */

#include <rmg/init.h>
#include "tests/lib/hang-report.h"
#include "tests/lib/hang.h"
#include "tests/lib/mixed-graph.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"

#define N_PROGRAMS 2
#define MAX_CALLS 40
#define MAX_NODES 8
#define RATE_HZ 16000

typedef struct
{
  GRand *random;
  RmgTestMixedGraph *graph;
  RmgFraming framing;
  RmgSession *session;
  GMainContext *context; /* lives longer than the sessions, which wake it */
  GstSample *clip;
  gboolean is_over; /* pull has returned EOS */
  guint64 item;     /* of the last output */
} Program;

static guint
draw (Program *self, guint end)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) end);
}

static void
open_session (Program *self)
{
  const guint n_nodes = 1 + draw (self, MAX_NODES);
  const gboolean is_inline = draw (self, 2);
  const char *manifest;

  self->framing = draw (self, 2) ? RMG_FRAMING_STREAM : RMG_FRAMING_ITEMS;
  self->graph = rmg_test_mixed_graph_new (g_rand_int (self->random), n_nodes);
  manifest = is_inline ? self->graph->flat : self->graph->nested;
  self->session = rmg_test_open_json (manifest,
      is_inline ? RMG_THREADING_INLINE : RMG_THREADING_THREADED, self->framing);
  rmg_test_hang_watch (self->session, manifest, rmg_test_describe_session);
  self->is_over = FALSE;
  self->item = 0;
}

/* A job on another thread may hold the last reference for a moment; a lost reference
 * makes the seed hang. */
static void
close_session (Program *self)
{
  gpointer session = self->session;
  g_autoptr (GError) error = NULL;

  g_object_add_weak_pointer (session, &session);
  rmg_session_close (g_steal_pointer (&self->session), &error);
  g_assert_no_error (error);
  while (g_atomic_pointer_get (&session) != NULL)
    g_thread_yield ();
  g_clear_pointer (&self->graph, rmg_test_mixed_graph_free);
}

/* Returns: (transfer full) (nullable): id of an input, or NULL for all */
static char *
pick_input (Program *self)
{
  return draw (self, 3) == 0
      ? NULL
      : g_strdup_printf ("n%u", draw (self, self->graph->n_inputs));
}

static RmgSessionResult
push_clip (Program *self, GError **error)
{
  g_autofree char *input = pick_input (self);
  g_autoptr (GstBuffer) buffer =
      gst_buffer_copy_region (gst_sample_get_buffer (self->clip),
          GST_BUFFER_COPY_MEMORY, 0, sizeof (float) * (1 + draw (self, 3000)));
  GstCaps *caps = gst_sample_get_caps (self->clip);

  return draw (self, 2)
      ? rmg_session_push (self->session, input, caps, &buffer, error)
      : rmg_session_push_part (self->session, input, caps, &buffer, error);
}

static void
call_push (Program *self)
{
  for (guint i = 1 + draw (self, 8); i > 0; i--) {
    g_autoptr (GError) error = NULL;

    push_clip (self, &error);
    g_assert_no_error (error);
  }
}

static void
call_end_item (Program *self)
{
  g_autofree char *input = pick_input (self);
  g_autoptr (GError) error = NULL;

  if (self->framing == RMG_FRAMING_ITEMS)
    rmg_session_end_item (self->session, input, &error);
  g_assert_no_error (error);
}

static const char *const odd_caps[] = {
  "audio/x-raw,format=F32LE,rate=16000,channels=1",
  "audio/x-raw,format=F32LE,rate=[1,9],channels=1,layout=interleaved",
  "audio/x-raw,format=XYZ,rate=16000,channels=1,layout=interleaved",
  "audio/x-raw,format=F32LE,rate=16000,channels=2,layout=interleaved",
};

/* Three bytes are no frame of any of the caps. Nothing is consumed. */
static void
call_push_odd (Program *self)
{
  g_autofree char *input = pick_input (self);
  g_autoptr (GstCaps) caps =
      gst_caps_from_string (rmg_test_pick (self->random, odd_caps));
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, 3, NULL);
  g_autoptr (GError) error = NULL;
  RmgSessionResult result =
      rmg_session_push (self->session, input, caps, &buffer, &error);

  g_assert_cmpint (result, !=, RMG_SESSION_OK);
  g_assert_nonnull (buffer);
  if (result == RMG_SESSION_ERROR)
    g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
}

static void
check_output (Program *self, const RmgOutput *output)
{
  if (self->framing == RMG_FRAMING_ITEMS)
    g_assert_cmpuint (output->item, >=, self->item);
  self->item = output->item;
}

static RmgSessionResult
pull_output (Program *self)
{
  g_auto (RmgOutput) output = { NULL };
  g_autoptr (GError) error = NULL;
  RmgSessionResult result = rmg_session_pull (self->session, &output, &error);

  g_assert_no_error (error);
  if (result == RMG_SESSION_OK)
    check_output (self, &output);
  if (self->is_over)
    g_assert_cmpint (result, ==, RMG_SESSION_EOS);
  self->is_over = result == RMG_SESSION_EOS;
  return result;
}

static void
call_pull (Program *self)
{
  for (guint i = draw (self, 20); i > 0; i--)
    pull_output (self);
}

static RmgSessionResult
finish (Program *self)
{
  g_autoptr (GError) error = NULL;
  RmgSessionResult result = rmg_session_finish (self->session, &error);

  g_assert_no_error (error);
  return result;
}

static void
call_finish (Program *self)
{
  finish (self);
}

static gpointer
interrupt (gpointer session)
{
  rmg_session_interrupt (session);
  return NULL;
}

/* The other thread interrupts while this one pushes and pulls. */
static void
call_interrupt (Program *self)
{
  GThread *thread = g_thread_new ("interrupt", interrupt, self->session);

  call_push (self);
  call_pull (self);
  g_thread_join (thread);
}

static void
call_ask (Program *self)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (self->session);
  g_autofree char *dot = rmg_session_to_dot (self->session);
  g_autofree char *stall =
      rmg_session_describe_stall (self->session, RMG_STALL_TEXT);

  g_assert_nonnull (metrics);
  g_assert_nonnull (dot);
  g_assert_nonnull (stall);
  rmg_session_get_position (self->session, NULL);
}

static void
ignore_message (GstMessage *message, gpointer data)
{
}

static void
call_set_message_func (Program *self)
{
  rmg_session_set_message_func (
      self->session, draw (self, 2) ? ignore_message : NULL, NULL, NULL);
}

static gboolean
set_ready (gpointer is_ready)
{
  *(gboolean *) is_ready = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Returns when push or pull may succeed. */
static void
wait_for_source (Program *self)
{
  g_autoptr (GSource) source = rmg_session_create_source (self->session);
  gboolean is_ready = FALSE;

  g_source_set_callback (source, set_ready, &is_ready, NULL);
  g_source_attach (source, self->context);
  while (!is_ready)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (source);
}

/* The source is ready at once when it is new. */
static void
call_wait (Program *self)
{
  wait_for_source (self);
}

static RmgSessionResult
feed_random (RmgSession *session, gpointer data, GError **error)
{
  Program *self = data;

  return draw (self, 8) == 0 ? RMG_SESSION_EOS : push_clip (self, error);
}

static gboolean
take_random (RmgOutput *output, gpointer data, GError **error)
{
  check_output (data, output);
  return TRUE;
}

static void
call_run (Program *self)
{
  g_autoptr (GError) error = NULL;
  const gboolean succeeded =
      rmg_session_run (self->session, feed_random, take_random, self, &error);

  g_assert_no_error (error);
  g_assert_true (succeeded);
  self->is_over = TRUE;
}

/* To the end, as a program without rmg_session_run() does it. */
static void
call_drain (Program *self)
{
  g_autoptr (GSource) source = rmg_session_create_source (self->session);

  g_source_attach (source, self->context);
  for (;;) {
    const gboolean is_full = finish (self) == RMG_SESSION_FULL;
    RmgSessionResult result = pull_output (self);

    if (result == RMG_SESSION_EOS && !is_full)
      break;
    if (result == RMG_SESSION_EMPTY)
      g_main_context_iteration (self->context, TRUE);
  }
  g_source_destroy (source);
}

static void
call_reopen (Program *self)
{
  close_session (self);
  open_session (self);
}

typedef void (*Call) (Program *self);

/* A call that is listed twice is drawn twice as often. */
static const Call calls[] = {
  call_push,
  call_push,
  call_push,
  call_push,
  call_push_odd,
  call_end_item,
  call_end_item,
  call_pull,
  call_pull,
  call_pull,
  call_pull,
  call_finish,
  call_interrupt,
  call_ask,
  call_set_message_func,
  call_wait,
  call_run,
  call_drain,
  call_reopen,
};

static gpointer
make_call (gpointer data)
{
  Program *self = data;

  rmg_test_pick (self->random, calls) (self);
  return NULL;
}

static void
program_init (Program *self, guint32 seed)
{
  *self = (Program){ .random = g_rand_new_with_seed (seed) };
  self->context = g_main_context_new ();
  self->clip = rmg_test_noise_clip (seed, RATE_HZ, 1, 3000);
  open_session (self);
}

static void
program_clear (Program *self)
{
  close_session (self);
  g_main_context_unref (self->context);
  gst_sample_unref (self->clip);
  g_rand_free (self->random);
}

/* One call of four comes from another thread than the one before. */
static gpointer
run_program (gpointer seed)
{
  Program program;

  program_init (&program, GPOINTER_TO_UINT (seed));
  for (guint i = 1 + draw (&program, MAX_CALLS); i > 0; i--) {
    if (draw (&program, 4) == 0)
      g_thread_join (g_thread_new ("call", make_call, &program));
    else
      make_call (&program);
  }
  program_clear (&program);
  return NULL;
}

static void
run_seed (guint32 seed)
{
  GThread *threads[N_PROGRAMS];

  for (guint i = 0; i < N_PROGRAMS; i++)
    threads[i] = g_thread_new (
        "program", run_program, GUINT_TO_POINTER (seed * N_PROGRAMS + i));
  for (guint i = 0; i < N_PROGRAMS; i++)
    g_thread_join (threads[i]);
}

static void
test_random_session_calls_return (void)
{
  rmg_test_seeds_run (0, 40, RMG_TEST_HANG_S, run_seed);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  rmg_test_seeds_init (&argc, &argv);

  g_test_add_func ("/random/session", test_random_session_calls_return);
  return g_test_run ();
}
