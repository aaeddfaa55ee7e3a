/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node that takes over while the breaker of another one is open. A hang fails the
 * test after RMG_TEST_HANG_S. */

#include "gst/session/data.h"
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/init.h>
#include <rmg/value-memory.h>

#include <unistd.h>

#define OPEN_MS 500

static gint64 now_us;

static gint64
get_time (gpointer unused)
{
  return now_us;
}

#define POLICY                                                                 \
  "'retry':{'max_retries':0},'breaker':{'failures':3,'open_ms':500,"           \
  "'on_open':'fallback'},"

/* The fallback adds 100. */
#define NODES                                                                  \
  "in PassThroughNode\n"                                                       \
  "bad gst:rmgfault 'fail-every':1,'failures':%u @ " POLICY                    \
  "'fallback':'spare'\n"                                                       \
  "spare AddNode 'addend':100\nout PassThroughNode\nin > bad\nbad > out\n"

static void
test_fallback_takes_over_from_the_first_failure (void)
{
  g_autofree char *lines = g_strdup_printf (NODES, 1000);
  g_autoptr (GPtrArray) inputs = rmg_test_values (5);
  g_autofree char *seen =
      rmg_test_same_by_both (lines, RMG_FRAMING_ITEMS, inputs);

  g_assert_cmpstr (seen, ==, "out: 101 | 102 | 103 | 104 | 105 |\n");
}

static gint64
process (RmgSession *session, gint64 number)
{
  g_autoptr (RmgValue) value = rmg_value_new_int (number);
  gint64 result = -1;

  g_assert_cmpint (
      rmg_session_push_value (session, NULL, value, NULL), ==, RMG_SESSION_OK);
  for (;;) {
    g_auto (RmgOutput) output = { NULL };
    RmgValue *out;

    if (rmg_session_pull (session, &output, NULL) != RMG_SESSION_OK)
      return result;
    out = output.buffer != NULL ? rmg_value_buffer_peek (output.buffer) : NULL;
    if (out != NULL)
      result = rmg_value_get_int (out);
  }
}

static void
test_fallback_hands_back_after_a_probe (void)
{
  g_autofree char *lines = g_strdup_printf (NODES, 3);
  RmgSession *session =
      rmg_test_open (lines, RMG_THREADING_INLINE, RMG_FRAMING_ITEMS);

  now_us = 0;
  rmg_runtime_set_clock (session->runtime, get_time, NULL);
  for (gint64 i = 1; i <= 6; i++)
    g_assert_cmpint (process (session, i), ==, 100 + i);
  now_us += OPEN_MS * G_TIME_SPAN_MILLISECOND;
  g_assert_cmpint (process (session, 7), ==, 7);
  g_assert_cmpint (process (session, 8), ==, 8);
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_fallback_audio_keeps_every_frame (void)
{
  static const char lines[] =
      "in PassThroughNode\n"
      "bad gst:rmgfault 'fail-every':1,'failures':20 @ " POLICY
      "'fallback':'spare'\n"
      "spare gst:identity\nout PassThroughNode\nin > bad\nbad > out\n";
  g_autoptr (GstSample) clip = rmg_test_noise_clip (5, 48000, 2, 24000);
  g_autoptr (GPtrArray) pieces = rmg_test_split (clip, 1000);
  g_autofree char *seen =
      rmg_test_same_by_both (lines, RMG_FRAMING_STREAM, pieces);
  g_autofree char *expected = rmg_test_same_by_both (
      "out PassThroughNode\n", RMG_FRAMING_STREAM, pieces);

  g_assert_cmpstr (seen, ==, expected);
}

static guint
count_rendered (RmgSession *session, const char *name)
{
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (session->bin), name);
  g_autoptr (GstStructure) stats = NULL;
  guint64 rendered = 0;

  g_object_get (sink, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "rendered", &rendered);
  return rendered;
}

typedef struct
{
  const char *name;
  const char *type; /* of the sink that the fallback "spare" replaces */
  guint n_spare;    /* buffers that the fallback receives */
} Sink;

/* A full device fails permanently at the first buffer. */
static const Sink sinks[] = {
  { "unused", "gst:fakesink", 0 },
  { "full", "gst:filesink 'location':'/dev/full','buffer-mode':'unbuffered'",
      20 },
};

/* Both sinks end, whether or not the fallback received data. */
static void
test_fallback_sink_takes_the_data_of_a_sink (gconstpointer data)
{
  const Sink *sink = data;
  g_autofree char *lines = g_strdup_printf (
      "in gst:audiotestsrc 'num-buffers':20,'samplesperbuffer':441\n"
      "out %s @ " POLICY "'fallback':'spare'\n"
      "spare gst:fakesink\nin > out\n",
      sink->type);
  RmgSession *session;
  g_autoptr (GError) error = NULL;

  alarm (RMG_TEST_HANG_S);
  session = rmg_test_open (lines, RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  g_assert_true (rmg_session_run (session, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_rendered (session, "spare"), ==, sink->n_spare);
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  g_test_add_func ("/session-fallback/takes-over",
      test_fallback_takes_over_from_the_first_failure);
  g_test_add_func (
      "/session-fallback/hands-back", test_fallback_hands_back_after_a_probe);
  g_test_add_func (
      "/session-fallback/audio", test_fallback_audio_keeps_every_frame);
  for (gsize i = 0; i < G_N_ELEMENTS (sinks); i++) {
    g_autofree char *path =
        g_strconcat ("/session-fallback/sink/", sinks[i].name, NULL);

    g_test_add_data_func (
        path, &sinks[i], test_fallback_sink_takes_the_data_of_a_sink);
  }
  return g_test_run ();
}
