/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A leg that fails, stalls, ends early or never starts costs the other legs nothing:
 * rmgbin in the pipeline of an application, with queues of two buffers. A hang
 * fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define N_BUFFERS 120
#define STALL_MS 40
#define N_LEGS 6

/* Data that arrived at a sink. */
typedef struct
{
  guint n_buffers; /* atomic */
  GChecksum *sum;
} Heard;

typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstBus *bus;
  Heard good; /* at the sink "good" */
  Heard lost; /* at the sink "lost" */
} Player;

static GstPadProbeReturn
hear (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Heard *heard = data;
  GstMapInfo map;

  gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ);
  g_checksum_update (heard->sum, map.data, map.size);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  g_atomic_int_inc ((int *) &heard->n_buffers);
  return GST_PAD_PROBE_OK;
}

static GstElement *
get_element (Player *self, const char *name)
{
  GstElement *element = gst_bin_get_by_name (GST_BIN (self->bin), name);

  g_assert_nonnull (element);
  return element;
}

static void
listen (Player *self, const char *sink, Heard *heard)
{
  g_autoptr (GstElement) element = get_element (self, sink);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");

  heard->sum = g_checksum_new (G_CHECKSUM_SHA1);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, hear, heard, NULL);
}

static void
shorten_queue (const GValue *value, gpointer unused)
{
  GstElement *element = g_value_get_object (value);

  if (g_str_equal (G_OBJECT_TYPE_NAME (element), "GstQueue"))
    g_object_set (element, "max-size-buffers", 2, "max-size-bytes", 0,
        "max-size-time", G_GUINT64_CONSTANT (0), NULL);
}

static void
player_init (Player *self, const char *lines)
{
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GstIterator) elements = NULL;

  alarm (RMG_TEST_HANG_S);
  *self = (Player){ gst_pipeline_new (NULL),
    gst_element_factory_make ("rmgbin", NULL) };
  self->bus = gst_element_get_bus (self->pipeline);
  gst_bin_add (GST_BIN (self->pipeline), self->bin);
  g_object_set (self->bin, "manifest-json", manifest, NULL);
  elements = gst_bin_iterate_elements (GST_BIN (self->bin));
  gst_iterator_foreach (elements, shorten_queue, NULL);
  listen (self, "good", &self->good);
  listen (self, "lost", &self->lost);
}

static void
set_stall (Player *self, const char *stall)
{
  g_autoptr (GstElement) bad = gst_bin_get_by_name (GST_BIN (self->bin), "bad");

  if (bad != NULL &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (bad), "stall") != NULL)
    gst_util_set_object_arg (G_OBJECT (bad), "stall", stall);
}

static void
player_clear (Player *self)
{
  set_stall (self, "none");
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  g_checksum_free (self->good.sum);
  g_checksum_free (self->lost.sum);
  alarm (0);
}

/* Returns: number of errors before EOS */
static guint
play_to_end (Player *self)
{
  guint n_errors = 0;

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  for (;;) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (self->bus,
        RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

    g_assert_nonnull (message);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
      return n_errors;
    n_errors++;
  }
}

#define SOURCE                                                                 \
  "in gst:audiotestsrc "                                                       \
  "'num-buffers':120,'samplesperbuffer':441,'wave':'saw'"                      \
  "\n"
#define QUICK "'retry':{'max_retries':3,'backoff_ms':1}"
#define STALL "'stall_timeout_ms':40"
#define GOOD "good gst:fakesink\nin > good\n"

typedef struct
{
  const char *name;
  const char *leg; /* from "bad" to "lost" */
  guint n_errors;
} BadLeg;

#define FAULT(params, members)                                                 \
  "bad gst:rmgfault " params " @ " members                                     \
  "\nlost gst:fakesink\nin > bad\nbad > lost\n"

static const BadLeg legs[] = {
  { "fails-every-50", FAULT ("'fail-every':50", QUICK), 0 },
  { "fails", FAULT ("'fail-after':7,'error':'stream-decode'", QUICK), 1 },
  { "fails-at-first", FAULT ("'fail-after':0,'error':'stream-decode'", QUICK),
      1 },
  { "stalls-until-flush",
      FAULT ("'stall':'until-flush','stall-after':7", STALL), 0 },
  { "stalls-until-stop", FAULT ("'stall':'until-stop','stall-after':7", STALL),
      0 },
  { "stalls-and-ignores-all",
      FAULT ("'stall':'until-unset','stall-after':7", STALL), 0 },
  { "stalls-at-the-end",
      FAULT ("'stall':'until-unset','stall-after':119", STALL), 0 },
  { "never-starts", FAULT ("'stall':'until-unset','stall-after':0", STALL), 0 },
  { "ends-early",
      "bad gst:identity 'eos-after':5\nlost gst:fakesink\n"
      "in > bad\nbad > lost\n",
      0 },
};

static void
play_alone (Heard *heard)
{
  Player player;

  player_init (&player, SOURCE GOOD "lost gst:fakesink\nin > lost\n");
  g_assert_cmpuint (play_to_end (&player), ==, 0);
  heard->n_buffers = player.good.n_buffers;
  heard->sum = g_checksum_copy (player.good.sum);
  player_clear (&player);
}

static void
test_legs_bad_leg_costs_its_sibling_nothing (gconstpointer data)
{
  const BadLeg *leg = data;
  g_autofree char *lines = g_strconcat (SOURCE, leg->leg, GOOD, NULL);
  Heard expected = { 0 };
  Player player;

  play_alone (&expected);
  player_init (&player, lines);
  g_assert_cmpuint (play_to_end (&player), ==, leg->n_errors);
  g_assert_cmpuint (expected.n_buffers, ==, N_BUFFERS);
  g_assert_cmpuint (player.good.n_buffers, ==, N_BUFFERS);
  g_assert_cmpstr (g_checksum_get_string (player.good.sum), ==,
      g_checksum_get_string (expected.sum));
  player_clear (&player);
  g_checksum_free (expected.sum);
}

/* Waits for a message "rmg-stall" about a leg. Returns: its node */
static char *
wait_for_stall (Player *self, gboolean stalled)
{
  for (;;) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        self->bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_ELEMENT);
    const GstStructure *fields;
    gboolean is_stalled = FALSE, is_leg = FALSE;

    g_assert_nonnull (message);
    fields = gst_message_get_structure (message);
    if (!gst_structure_has_name (fields, "rmg-stall"))
      continue;
    gst_structure_get_boolean (fields, "stalled", &is_stalled);
    gst_structure_get_boolean (fields, "leg", &is_leg);
    if (is_leg && is_stalled == stalled)
      return g_strdup (gst_structure_get_string (fields, "node-id"));
  }
}

static void
wait_for_buffers (const Heard *heard, guint n)
{
  while ((guint) g_atomic_int_get ((const int *) &heard->n_buffers) < n)
    g_thread_yield ();
}

static void
test_legs_stalled_leg_comes_back_when_it_wakes (void)
{
  Player player;
  g_autofree char *node = NULL;
  g_autofree char *same = NULL;
  guint n_lost;

  player_init (&player,
      "in gst:audiotestsrc 'is-live':true,'samplesperbuffer':44\n" FAULT (
          "'stall':'until-unset','stall-after':7", STALL) GOOD);
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  node = wait_for_stall (&player, TRUE);
  g_assert_cmpstr (node, ==, "bad");
  n_lost = g_atomic_int_get ((int *) &player.lost.n_buffers);
  wait_for_buffers (&player.good,
      (guint) g_atomic_int_get ((int *) &player.good.n_buffers) + 50);
  g_assert_cmpuint (
      (guint) g_atomic_int_get ((int *) &player.lost.n_buffers), ==, n_lost);
  set_stall (&player, "none");
  same = wait_for_stall (&player, FALSE);
  wait_for_buffers (&player.lost, n_lost + 20);
  player_clear (&player);
}

/* The stalled element is inside a manifest that is a node of the leg. */
static void
test_legs_nested_manifest_that_stalls_costs_nothing (void)
{
  g_autofree char *manifest = rmg_test_manifest (
      "bad gst:rmgfault 'stall':'until-unset','stall-after':7\n");
  Player player;
  g_autoptr (GstElement) inner = NULL;

  player_init (&player,
      SOURCE "inner gst:rmgbin @ " STALL "\nlost gst:fakesink\n"
             "in > inner\ninner > lost\n" GOOD);
  inner = get_element (&player, "inner");
  g_object_set (inner, "manifest-json", manifest, NULL);
  g_assert_cmpuint (play_to_end (&player), ==, 0);
  g_assert_cmpuint (player.good.n_buffers, ==, N_BUFFERS);
  player_clear (&player);
}

/* Each bit of @failed is a leg that fails. Returns: (transfer full) */
static char *
write_legs (guint failed)
{
  GString *lines = g_string_new (
      "in gst:audiotestsrc 'num-buffers':20,'samplesperbuffer':441\n");

  for (guint i = 0; i < N_LEGS; i++) {
    g_string_append_printf (lines,
        "n%u gst:rmgfault %s @ " QUICK "\ns%u gst:fakesink\nin > n%u\n"
        "n%u > s%u\n",
        i,
        failed >> i & 1 ? "'fail-after':3,'error':'stream-decode'"
                        : "'fail-every':7",
        i, i, i, i);
  }
  return g_string_free (lines, FALSE);
}

static guint
count_rendered (GstElement *bin, guint leg)
{
  g_autofree char *name = g_strdup_printf ("s%u", leg);
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (bin), name);
  g_autoptr (GstStructure) stats = NULL;
  guint64 rendered = 0;

  g_object_get (sink, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "rendered", &rendered);
  return rendered;
}

static guint
count_bits (guint bits)
{
  return (guint) __builtin_popcount (bits);
}

static void
test_legs_every_subset_of_failed_legs_ends (void)
{
  for (guint failed = 0; failed < 1 << N_LEGS; failed++) {
    g_autofree char *lines = write_legs (failed);
    g_autofree char *manifest = rmg_test_manifest (lines);
    g_autoptr (GstElement) pipeline =
        gst_object_ref_sink (gst_pipeline_new (NULL));
    Player player = { pipeline, gst_element_factory_make ("rmgbin", NULL) };

    alarm (RMG_TEST_HANG_S);
    player.bus = gst_element_get_bus (pipeline);
    gst_bin_add (GST_BIN (pipeline), player.bin);
    g_object_set (player.bin, "manifest-json", manifest, NULL);
    g_assert_cmpuint (play_to_end (&player), ==, count_bits (failed));
    for (guint i = 0; i < N_LEGS; i++)
      g_assert_cmpuint (
          count_rendered (player.bin, i), ==, failed >> i & 1 ? 3 : 20);
    gst_element_set_state (pipeline, GST_STATE_NULL);
    gst_object_unref (player.bus);
    alarm (0);
  }
}

/* A session takes all outputs of the other leg, and ends. */
static void
test_legs_session_with_stalled_leg_succeeds (void)
{
  RmgSession *session = rmg_test_open (
      SOURCE FAULT ("'stall':'until-stop','stall-after':7", STALL) GOOD,
      RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  g_autoptr (GError) error = NULL;

  alarm (RMG_TEST_HANG_S);
  g_assert_true (rmg_session_run (session, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  alarm (0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  for (gsize i = 0; i < G_N_ELEMENTS (legs); i++) {
    g_autofree char *path = g_strconcat ("/legs/bad/", legs[i].name, NULL);

    g_test_add_data_func (
        path, &legs[i], test_legs_bad_leg_costs_its_sibling_nothing);
  }
  g_test_add_func (
      "/legs/wakes", test_legs_stalled_leg_comes_back_when_it_wakes);
  g_test_add_func (
      "/legs/nested", test_legs_nested_manifest_that_stalls_costs_nothing);
  g_test_add_func (
      "/legs/session", test_legs_session_with_stalled_leg_succeeds);
  g_test_add_func ("/legs/subsets", test_legs_every_subset_of_failed_legs_ends);
  return g_test_run ();
}
