/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes with a circuit breaker in sessions. The time of the breaker is that of the
 * test. */

#include "gst/session/data.h"
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/init.h>

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define OPEN_MS 500
#define N_FRAMES 480

typedef struct
{
  RmgSession *session;
  gint64 now_us;    /* atomic access is not needed: changed between pushes */
  GString *changes; /* "FROM>TO:CAUSE " of each message */
  guint n_gaps;     /* atomic: GAPs after the node */
  guint n_offered;  /* atomic: buffers that reached the node */
  GstCaps *caps;
  guint n_pushed;
} Run;

static gint64
get_time (gpointer data)
{
  return ((Run *) data)->now_us;
}

static void
note_change (GstMessage *message, gpointer data)
{
  Run *run = data;
  const GstStructure *fields = gst_message_get_structure (message);

  if (!gst_structure_has_name (fields, "rmg-breaker"))
    return;
  g_string_append_printf (run->changes, "%s>%s:%s ",
      gst_structure_get_string (fields, "from"),
      gst_structure_get_string (fields, "to"),
      gst_structure_get_string (fields, "cause"));
}

static GstPadProbeReturn
count_offer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_inc ((int *) &((Run *) data)->n_offered);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
count_gap (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_GAP)
    g_atomic_int_inc ((int *) &((Run *) data)->n_gaps);
  return GST_PAD_PROBE_OK;
}

static void
watch (Run *run, const char *name, const char *pad_name, GstPadProbeType type,
    GstPadProbeCallback func)
{
  g_autoptr (GstElement) element =
      gst_bin_get_by_name (GST_BIN (run->session->bin), name);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, pad_name);

  gst_pad_add_probe (pad, type, func, run, NULL);
}

/* A stream through "bad". @members: of the node, with ' for " */
static void
run_open (
    Run *run, const char *fault, const char *members, RmgThreading threading)
{
  g_autofree char *lines = g_strdup_printf (
      "in PassThroughNode\nbad gst:rmgfault %s @ %s\nout PassThroughNode\n"
      "in > bad\nbad > out\n",
      fault, members);

  *run = (Run){ .changes = g_string_new (NULL) };
  run->caps = gst_caps_from_string (
      "audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=1");
  run->session = rmg_test_open (lines, threading, RMG_FRAMING_STREAM);
  rmg_session_set_message_func (run->session, note_change, run, NULL);
  rmg_runtime_set_clock (run->session->runtime, get_time, run);
  watch (run, "bad", "sink", GST_PAD_PROBE_TYPE_BUFFER, count_offer);
  watch (
      run, "bad.commit", "src", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, count_gap);
  alarm (RMG_TEST_HANG_S);
}

static void
run_close (Run *run)
{
  g_assert_true (rmg_session_close (run->session, NULL));
  gst_caps_unref (run->caps);
  g_string_free (run->changes, TRUE);
  alarm (0);
}

static gboolean
take_output (RmgOutput *output, gpointer data, GError **error)
{
  if (output->buffer != NULL)
    (*(guint *) data)++;
  return TRUE;
}

static RmgSessionResult
push (Run *run)
{
  g_autoptr (GstBuffer) buffer =
      gst_buffer_new_allocate (NULL, N_FRAMES * sizeof (float), NULL);
  RmgSessionResult result;

  gst_buffer_memset (buffer, 0, 0, -1);
  run->n_pushed++;
  result = rmg_session_push (run->session, NULL, run->caps, &buffer, NULL);
  return result;
}

/* Pulls until the session has no output. */
static guint
pull_all (Run *run)
{
  guint n_outputs = 0;

  for (;;) {
    g_auto (RmgOutput) output = { NULL };

    if (rmg_session_pull (run->session, &output, NULL) != RMG_SESSION_OK)
      return n_outputs;
    n_outputs += output.buffer != NULL;
  }
}

/* Pushes @n buffers into an inline session. Returns: number that came out */
static guint
push_inline (Run *run, guint n)
{
  guint n_outputs = 0;

  for (guint i = 0; i < n; i++) {
    g_assert_cmpint (push (run), ==, RMG_SESSION_OK);
    n_outputs += pull_all (run);
  }
  return n_outputs;
}

#define NO_RETRY "'retry':{'max_retries':0},"
#define BREAKER(on_open)                                                       \
  "'breaker':{'failures':5,'open_ms':500,'on_open':'" on_open "'}"

static void
pass_time (Run *run, guint ms)
{
  run->now_us += ms * G_TIME_SPAN_MILLISECOND;
}

static void
test_breaker_opens_at_fifth_failure_and_next_buffer_does_not_arrive (void)
{
  Run run;

  run_open (&run, "'fail-every':1,'failures':5", NO_RETRY BREAKER ("drop"),
      RMG_THREADING_INLINE);
  g_assert_cmpuint (push_inline (&run, 4), ==, 0);
  g_assert_cmpstr (run.changes->str, ==, "");
  g_assert_cmpuint (push_inline (&run, 1), ==, 0);
  g_assert_cmpstr (run.changes->str, ==, "closed>open:failures ");
  g_assert_cmpuint (push_inline (&run, 10), ==, 0);
  g_assert_cmpuint (run.n_offered, ==, 5);
  g_assert_cmpuint (run.n_gaps, ==, 15);
  run_close (&run);
}

static void
test_breaker_heals_after_one_probe (void)
{
  Run run;

  run_open (&run, "'fail-every':1,'failures':5", NO_RETRY BREAKER ("drop"),
      RMG_THREADING_INLINE);
  push_inline (&run, 6);
  pass_time (&run, OPEN_MS - 1);
  g_assert_cmpuint (push_inline (&run, 1), ==, 0);
  pass_time (&run, 1);
  g_assert_cmpuint (push_inline (&run, 3), ==, 3);
  g_assert_cmpstr (run.changes->str, ==,
      "closed>open:failures open>half-open:open-time "
      "half-open>closed:probes-succeeded ");
  g_assert_cmpuint (run.n_offered, ==, 8);
  run_close (&run);
}

static void
test_breaker_failed_probe_opens_again (void)
{
  Run run;

  run_open (&run, "'fail-every':1,'failures':6", NO_RETRY BREAKER ("drop"),
      RMG_THREADING_INLINE);
  push_inline (&run, 5);
  pass_time (&run, OPEN_MS);
  g_assert_cmpuint (push_inline (&run, 5), ==, 0);
  g_assert_cmpuint (run.n_offered, ==, 6);
  pass_time (&run, OPEN_MS);
  g_assert_cmpuint (push_inline (&run, 2), ==, 2);
  g_assert_cmpstr (run.changes->str, ==,
      "closed>open:failures open>half-open:open-time "
      "half-open>open:probe-failed open>half-open:open-time "
      "half-open>closed:probes-succeeded ");
  run_close (&run);
}

static void
test_breaker_bypass_loses_no_buffer (void)
{
  Run run;

  run_open (&run, "'fail-every':1,'failures':7", NO_RETRY BREAKER ("bypass"),
      RMG_THREADING_INLINE);
  g_assert_cmpuint (push_inline (&run, 20), ==, 20);
  pass_time (&run, OPEN_MS);
  g_assert_cmpuint (push_inline (&run, 20), ==, 20);
  pass_time (&run, OPEN_MS);
  g_assert_cmpuint (push_inline (&run, 20), ==, 20);
  pass_time (&run, OPEN_MS);
  g_assert_cmpuint (push_inline (&run, 20), ==, 20);
  g_assert_cmpuint (run.n_gaps, ==, 0);
  g_assert_cmpuint (run.n_offered, ==, 7 + 20);
  run_close (&run);
}

/* The node doubles the rate in its caps with its first buffer. */
static void
test_breaker_bypass_with_other_caps_drops (void)
{
  Run run;

  run_open (&run, "'caps-change-every':1,'fail-after':1",
      NO_RETRY BREAKER ("bypass"), RMG_THREADING_INLINE);
  g_assert_cmpuint (push_inline (&run, 1), ==, 1);
  g_assert_cmpuint (push_inline (&run, 9), ==, 0);
  g_assert_cmpuint (run.n_offered, ==, 6);
  g_assert_cmpuint (run.n_gaps, ==, 9);
  run_close (&run);
}

/* A node that cannot work is no longer tried, and is reported once. */
static void
test_breaker_permanent_failure_opens_once_until_the_end (void)
{
  Run run;

  run_open (&run, "'fail-after':2,'error':'stream-decode'",
      NO_RETRY BREAKER ("bypass"), RMG_THREADING_INLINE);
  g_assert_cmpuint (push_inline (&run, 5), ==, 5);
  pass_time (&run, 10 * OPEN_MS);
  g_assert_cmpuint (push_inline (&run, 5), ==, 5);
  g_assert_cmpuint (run.n_offered, ==, 3);
  g_assert_cmpstr (run.changes->str, ==, "closed>open:permanent-failure ");
  run_close (&run);
}

static void
test_breaker_stop_ends_the_node_at_the_fifth_attempt (void)
{
  g_autoptr (GError) error = NULL;
  RmgOutput output;
  Run run;

  run_open (&run, "'fail-every':1",
      "'retry':{'max_retries':50,'backoff_ms':0}," BREAKER ("stop"),
      RMG_THREADING_INLINE);
  push (&run);
  while (rmg_session_pull (run.session, &output, &error) == RMG_SESSION_EMPTY)
    continue;
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "after 5 attempts"));
  g_assert_cmpuint (run.n_offered, ==, 5);
  g_assert_cmpstr (run.changes->str, ==, "closed>open:failures ");
  run_close (&run);
}

/* The retries of one buffer count as well: it opens in the middle of them. */
static void
test_breaker_counts_attempts_of_one_buffer (void)
{
  Run run;

  run_open (&run, "'fail-every':1,'failures':5",
      "'retry':{'max_retries':50,'backoff_ms':0}," BREAKER ("bypass"),
      RMG_THREADING_INLINE);
  g_assert_cmpint (push (&run), ==, RMG_SESSION_OK);
  while (pull_all (&run) == 0)
    continue;
  g_assert_cmpuint (run.n_offered, ==, 5);
  g_assert_cmpuint (push_inline (&run, 3), ==, 3);
  g_assert_cmpuint (run.n_offered, ==, 5);
  run_close (&run);
}

static const char *const waits[] = { "bypass", "drop" };

/* The buffer that fails passes as well, and the delay parks nothing. */
static void
test_breaker_data_passes_the_delay_of_a_retry (gconstpointer data)
{
  const char *mode = data;
  gboolean bypasses = strcmp (mode, "bypass") == 0;
  g_autofree char *members = g_strdup_printf (
      "'retry':{'max_retries':3,'backoff_ms':100},'while_waiting':'%s'", mode);
  Run run;

  run_open (&run, "'fail-every':1,'failures':2", members, RMG_THREADING_INLINE);
  g_assert_cmpuint (push_inline (&run, 3), ==, bypasses ? 3 : 0);
  g_assert_cmpuint (run.n_offered, ==, 1);
  pass_time (&run, 99);
  g_assert_cmpuint (push_inline (&run, 1), ==, bypasses);
  pass_time (&run, 1);
  g_assert_cmpuint (push_inline (&run, 1), ==, bypasses);
  g_assert_cmpuint (run.n_offered, ==, 2);
  pass_time (&run, 200);
  g_assert_cmpuint (push_inline (&run, 2), ==, 2);
  g_assert_cmpuint (run.n_offered, ==, 4);
  g_assert_cmpuint (run.n_gaps, ==, bypasses ? 0 : 5);
  run_close (&run);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n_entries = 0;

  while (g_dir_read_name (folder) != NULL)
    n_entries++;
  return n_entries;
}

/* Each cycle opens, fails a probe, and closes. */
static void
cycle (Run *run, guint number)
{
  g_autoptr (GstElement) bad =
      gst_bin_get_by_name (GST_BIN (run->session->bin), "bad");

  g_object_set (bad, "failures", 6 * (gint64) number, NULL);
  push_inline (run, 6);
  pass_time (run, OPEN_MS);
  push_inline (run, 2);
  pass_time (run, OPEN_MS);
  g_assert_cmpuint (push_inline (run, 1), ==, 1);
  g_string_truncate (run->changes, 0);
}

#define N_WARM 20
#define N_CYCLES 100
#define MAX_GROWTH 4096

static void
test_breaker_hundred_cycles_keep_nothing (void)
{
  gsize n_files = 0, n_threads = 0, n_bytes = 0;
  Run run;

  run_open (
      &run, "'fail-every':1", NO_RETRY BREAKER ("drop"), RMG_THREADING_INLINE);
  for (guint i = 1; i <= N_CYCLES; i++) {
    cycle (&run, i);
    if (i != N_WARM)
      continue;
    n_files = count_entries ("/proc/self/fd");
    n_threads = count_entries ("/proc/self/task");
    n_bytes = mallinfo2 ().uordblks;
  }
  g_assert_cmpuint (count_entries ("/proc/self/fd"), ==, n_files);
  g_assert_cmpuint (count_entries ("/proc/self/task"), ==, n_threads);
  g_assert_cmpuint (mallinfo2 ().uordblks, <=, n_bytes + MAX_GROWTH);
  run_close (&run);
}

/* Threaded: the session pulls until its end; the open time never passes. */
static void
test_breaker_threaded_run_ends_with_all_buffers (void)
{
  g_autoptr (GError) error = NULL;
  guint n_outputs = 0;
  Run run;

  run_open (&run, "'fail-every':1", NO_RETRY BREAKER ("bypass"),
      RMG_THREADING_THREADED);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (push (&run), ==, RMG_SESSION_OK);
  rmg_session_finish (run.session, NULL);
  g_assert_true (
      rmg_session_run (run.session, NULL, take_output, &n_outputs, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_outputs, ==, 20);
  g_assert_cmpint (g_atomic_int_get ((int *) &run.n_offered), ==, 5);
  g_assert_cmpstr (run.changes->str, ==, "closed>open:failures ");
  run_close (&run);
}

static void
test_breaker_state_of_the_node_is_degraded_while_open (void)
{
  RmgNode *node;
  Run run;

  run_open (&run, "'fail-every':1,'failures':5", NO_RETRY BREAKER ("drop"),
      RMG_THREADING_INLINE);
  node = rmg_node_set_get (rmg_runtime_get_nodes (run.session->runtime), 1);
  push_inline (&run, 5);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_DEGRADED);
  g_assert_cmpint (rmg_node_get_breaker_state (node), ==, RMG_BREAKER_OPEN);
  pass_time (&run, OPEN_MS);
  push_inline (&run, 1);
  g_assert_cmpint (rmg_node_get_state (node), ==, RMG_NODE_STATE_RUNNING);
  g_assert_cmpuint (node->counters.breaker_opened, ==, 1);
  g_assert_cmpuint (node->counters.breaker_half_opened, ==, 1);
  g_assert_cmpuint (node->counters.breaker_closed, ==, 1);
  g_assert_cmpuint (node->counters.dropped[RMG_DROP_BREAKER], ==, 5);
  run_close (&run);
}

static gint64
read_monotonic (gpointer unused)
{
  return g_get_monotonic_time ();
}

/* The time is that of the system: the timer has to see it pass. */
static void
test_breaker_opens_on_silence_and_heals_with_data (void)
{
  Run run;

  run_open (&run, "", "'input_timeout_ms':40", RMG_THREADING_INLINE);
  rmg_runtime_set_clock (run.session->runtime, read_monotonic, NULL);
  g_assert_cmpuint (push_inline (&run, 2), ==, 2);
  while (run.changes->len == 0) {
    pull_all (&run);
    g_thread_yield ();
  }
  g_assert_cmpstr (run.changes->str, ==, "closed>open:no-input ");
  g_assert_cmpuint (push_inline (&run, 3), ==, 3);
  g_assert_true (g_str_has_prefix (
      run.changes->str, "closed>open:no-input open>closed:input "));
  g_assert_cmpuint (run.n_offered, ==, 5);
  run_close (&run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  g_test_add_func ("/session-breaker/opens",
      test_breaker_opens_at_fifth_failure_and_next_buffer_does_not_arrive);
  g_test_add_func (
      "/session-breaker/heals", test_breaker_heals_after_one_probe);
  g_test_add_func (
      "/session-breaker/probe-fails", test_breaker_failed_probe_opens_again);
  g_test_add_func (
      "/session-breaker/bypass", test_breaker_bypass_loses_no_buffer);
  g_test_add_func (
      "/session-breaker/other-caps", test_breaker_bypass_with_other_caps_drops);
  g_test_add_func ("/session-breaker/permanent",
      test_breaker_permanent_failure_opens_once_until_the_end);
  g_test_add_func ("/session-breaker/stop",
      test_breaker_stop_ends_the_node_at_the_fifth_attempt);
  g_test_add_func ("/session-breaker/one-buffer",
      test_breaker_counts_attempts_of_one_buffer);
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++) {
    g_autofree char *path =
        g_strconcat ("/session-breaker/delay/", waits[i], NULL);

    g_test_add_data_func (
        path, waits[i], test_breaker_data_passes_the_delay_of_a_retry);
  }
  g_test_add_func (
      "/session-breaker/cycles", test_breaker_hundred_cycles_keep_nothing);
  g_test_add_func ("/session-breaker/threaded",
      test_breaker_threaded_run_ends_with_all_buffers);
  g_test_add_func ("/session-breaker/state",
      test_breaker_state_of_the_node_is_degraded_while_open);
  g_test_add_func ("/session-breaker/silence",
      test_breaker_opens_on_silence_and_heals_with_data);
  return g_test_run ();
}
