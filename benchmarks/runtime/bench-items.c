/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* bench-items: items of an inline session. "numbers" is a list of 1,000 numbers
 * through two nodes, per number; "borrowed" a push of 10 ms of borrowed memory
 * and the loan's end, beside "wrapped" memory that is handed over. "slices" pushes
 * ten minutes of stereo through a resampler: the time between two reports of the
 * progress. "cancel" ends such a push from another thread: the time until the
 * fault of the item is pulled. Prints one JSON line a case. */

#include "benchmarks/lib/rounds.h"

#include <rmg/rmg.h>

#define CALLS_PER_ROUND 2000
#define LISTS_PER_ROUND 50
#define N_NUMBERS 1000
#define BUFFER_FRAMES 480              /* 10 ms at 48 kHz */
#define CLIP_FRAMES (10 * 60 * 48000u) /* ten minutes */
#define MONO                                                                   \
  "audio/x-raw, format=F32LE, rate=48000, channels=1, layout=interleaved"
#define STEREO                                                                 \
  "audio/x-raw, format=F32LE, rate=48000, channels=2, layout=interleaved"

static const char numbers_manifest[] =
    "{\"version\":\"v1\",\"metadata\":{\"name\":\"numbers\"},\"nodes\":["
    "{\"id\":\"a\",\"node_type\":\"MultiplyNode\",\"params\":{\"factor\":2}},"
    "{\"id\":\"b\",\"node_type\":\"AddNode\",\"params\":{\"addend\":1}}],"
    "\"connections\":[{\"from\":\"a\",\"to\":\"b\"}]}";
static const char pass_manifest[] =
    "{\"version\":\"v1\",\"metadata\":{\"name\":\"pass\"},\"nodes\":["
    "{\"id\":\"a\",\"node_type\":\"PassThroughNode\"}],\"connections\":[]}";
static const char resample_manifest[] =
    "{\"version\":\"v1\",\"metadata\":{\"name\":\"resample\"},\"nodes\":["
    "{\"id\":\"a\",\"node_type\":\"AudioResampleNode\","
    "\"params\":{\"target_sample_rate\":16000}}],\"connections\":[]}";

static RmgSession *
open_session (const char *text, RmgFraming framing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "bench", NULL, &error);
  g_autoptr (RmgGraph) graph = NULL;
  RmgPlanOptions options = { .framing = framing,
    .threading = RMG_THREADING_INLINE };
  RmgSession *session = NULL;

  if (manifest != NULL)
    graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  if (graph != NULL)
    session = rmg_session_open (graph, &options, NULL, &error);
  if (session == NULL)
    g_error ("%s", error->message);
  return session;
}

static void
expect (RmgSessionResult result, RmgSessionResult expected)
{
  if (result != expected)
    g_error ("the session returned %d, expected %d", result, expected);
}

static void
run_numbers (void)
{
  RmgSession *session = open_session (numbers_manifest, RMG_FRAMING_ITEMS);
  BenchRounds rounds = { .n = 0 };
  RmgNumber numbers[N_NUMBERS];

  for (guint i = 0; i < N_NUMBERS; i++)
    numbers[i] = (RmgNumber){ .is_integer = TRUE, .integer = i };
  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    double start_ns = bench_now_ns ();

    for (guint i = 0; i < LISTS_PER_ROUND; i++) {
      g_auto (RmgOutput) output = { NULL };

      expect (rmg_session_push_values (session, NULL, numbers, N_NUMBERS, NULL),
          RMG_SESSION_OK);
      expect (rmg_session_pull_item (session, &output, NULL), RMG_SESSION_OK);
    }
    bench_rounds_add (
        &rounds, (bench_now_ns () - start_ns) / LISTS_PER_ROUND / N_NUMBERS);
  }
  g_print ("{\"case\": \"numbers\"");
  bench_rounds_print (&rounds, "number_ns", 2);
  g_print ("}\n");
  rmg_session_close (session, NULL);
}

static float samples[BUFFER_FRAMES];

static GstBuffer *
make_buffer (gboolean is_borrowed)
{
  return is_borrowed
      ? rmg_buffer_new_borrowed (samples, sizeof samples, NULL, NULL)
      : gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, samples,
            sizeof samples, 0, sizeof samples, NULL, NULL);
}

static void
push_buffer (RmgSession *session, GstCaps *caps, gboolean is_borrowed)
{
  g_autoptr (GstBuffer) buffer = make_buffer (is_borrowed);
  g_autoptr (GstBuffer) kept = is_borrowed ? gst_buffer_ref (buffer) : NULL;
  g_auto (RmgOutput) output = { NULL };

  expect (
      rmg_session_push (session, NULL, caps, &buffer, NULL), RMG_SESSION_OK);
  expect (rmg_session_pull (session, &output, NULL), RMG_SESSION_OK);
  rmg_output_clear (&output);
  if (kept != NULL && !rmg_borrowed_settle (kept))
    g_error ("the loan is not over");
}

static void
run_borrowed (const char *name, gboolean is_borrowed)
{
  RmgSession *session = open_session (pass_manifest, RMG_FRAMING_STREAM);
  g_autoptr (GstCaps) caps = gst_caps_from_string (MONO);
  BenchRounds rounds = { .n = 0 };

  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    double start_ns = bench_now_ns ();

    for (guint i = 0; i < CALLS_PER_ROUND; i++)
      push_buffer (session, caps, is_borrowed);
    bench_rounds_add (&rounds, (bench_now_ns () - start_ns) / CALLS_PER_ROUND);
  }
  g_print ("{\"case\": \"%s\"", name);
  bench_rounds_print (&rounds, "push_pull_ns", 1);
  g_print ("}\n");
  rmg_session_close (session, NULL);
}

/* Ten minutes of stereo, and its session. */
typedef struct
{
  RmgSession *session;
  GstCaps *caps;
  GstBuffer *clip;
  double last_ns;  /* of a report: time of the processor */
  double most_ns;  /* between two of one push */
  guint n_reports; /* of one push */
  guint cancel_at; /* report after which the other thread cancels; 0: none */
  gint64 cancelled_us;
  GThread *thread;
} Clip;

static gpointer
cancel (gpointer data)
{
  Clip *self = data;

  self->cancelled_us = g_get_monotonic_time ();
  rmg_session_cancel (self->session);
  return NULL;
}

static void
note_progress (
    RmgSession *session, const RmgItemProgress *progress, gpointer data)
{
  Clip *self = data;
  double now_ns = bench_now_ns ();

  self->most_ns = MAX (self->most_ns, now_ns - self->last_ns);
  self->last_ns = now_ns;
  self->n_reports++;
  if (self->n_reports == self->cancel_at)
    self->thread = g_thread_new ("cancel", cancel, self);
}

static void
clip_open (Clip *self)
{
  const gsize size = CLIP_FRAMES * 2 * sizeof (float);

  *self =
      (Clip){ .session = open_session (resample_manifest, RMG_FRAMING_ITEMS),
        .caps = gst_caps_from_string (STEREO),
        .clip = gst_buffer_new_wrapped (g_malloc0 (size), size) };
  rmg_session_set_progress_func (self->session, note_progress, self, NULL);
}

static void
clip_close (Clip *self)
{
  rmg_session_close (self->session, NULL);
  gst_clear_caps (&self->caps);
  gst_clear_buffer (&self->clip);
}

static void
clip_push (Clip *self)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_copy (self->clip);

  self->n_reports = 0;
  self->most_ns = 0;
  self->last_ns = bench_now_ns ();
  expect (rmg_session_push (self->session, NULL, self->caps, &buffer, NULL),
      RMG_SESSION_OK);
}

static void
run_slices (Clip *clip)
{
  BenchRounds rounds = { .n = 0 };

  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    g_auto (RmgOutput) output = { NULL };

    clip_push (clip);
    expect (
        rmg_session_pull_item (clip->session, &output, NULL), RMG_SESSION_OK);
    bench_rounds_add (&rounds, clip->most_ns / 1e6);
  }
  g_print ("{\"case\": \"slices\", \"n_slices\": %u", clip->n_reports);
  bench_rounds_print (&rounds, "longest_ms", 2);
  g_print ("}\n");
}

static void
run_cancel (Clip *clip)
{
  BenchRounds rounds = { .n = 0 };

  for (guint round = 0; round < BENCH_ROUNDS; round++) {
    g_auto (RmgOutput) output = { NULL };

    clip->cancel_at = 1 + round % 8;
    clip_push (clip);
    g_thread_join (g_steal_pointer (&clip->thread));
    expect (
        rmg_session_pull_item (clip->session, &output, NULL), RMG_SESSION_OK);
    if (output.fault == NULL) /* the push was over before */
      continue;
    bench_rounds_add (
        &rounds, (double) (g_get_monotonic_time () - clip->cancelled_us) / 1e3);
  }
  clip->cancel_at = 0;
  g_print ("{\"case\": \"cancel\", \"rounds\": %u", rounds.n);
  bench_rounds_print (&rounds, "cancel_ms", 2);
  g_print ("}\n");
}

int
main (void)
{
  Clip clip;

  rmg_init ();
  run_numbers ();
  run_borrowed ("borrowed", TRUE);
  run_borrowed ("wrapped", FALSE);
  clip_open (&clip);
  run_slices (&clip);
  run_cancel (&clip);
  clip_close (&clip);
  return 0;
}
