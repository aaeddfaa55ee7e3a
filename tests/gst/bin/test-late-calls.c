/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A foreign element whose call takes longer than timeout_ms allows. Nothing can end
 * the call: the stall is reported, and the attempt fails when the call returns. A
 * hang fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <string.h>
#include <unistd.h>

#define N_BUFFERS 20

typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstBus *bus;
} Player;

static void
player_init (Player *self, const char *members)
{
  g_autofree char *lines = g_strdup_printf (
      "in gst:audiotestsrc 'num-buffers':%u\n"
      "bad gst:rmgfault 'stall':'until-unset','stall-after':3 @ %s\n"
      "out gst:fakesink\nin > bad\nbad > out\n",
      N_BUFFERS, members);
  g_autofree char *manifest = rmg_test_manifest (lines);

  alarm (RMG_TEST_HANG_S);
  *self = (Player){ gst_pipeline_new (NULL),
    gst_element_factory_make ("rmgbin", NULL) };
  self->bus = gst_element_get_bus (self->pipeline);
  gst_bin_add (GST_BIN (self->pipeline), self->bin);
  g_object_set (self->bin, "manifest-json", manifest, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
wake (Player *self)
{
  g_autoptr (GstElement) bad = gst_bin_get_by_name (GST_BIN (self->bin), "bad");

  gst_util_set_object_arg (G_OBJECT (bad), "stall", "none");
}

/* Returns: (transfer full): the next message of the bin about a node, EOS or an
 * error */
static GstMessage *
take_message (Player *self)
{
  for (;;) {
    GstMessage *message =
        gst_bus_timed_pop_filtered (self->bus, RMG_TEST_HANG_S * GST_SECOND,
            GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    const GstStructure *fields;

    g_assert_nonnull (message);
    fields = gst_message_get_structure (message);
    if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ELEMENT ||
        gst_structure_has_field (fields, "node-id"))
      return message;
    gst_message_unref (message);
  }
}

/* On a busy machine another call may have been late before. */
static void
wait_for_stall (Player *self)
{
  gboolean found = FALSE;

  while (!found) {
    g_autoptr (GstMessage) message = take_message (self);

    g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_ELEMENT);
    found = gst_message_has_name (message, "rmg-stall");
  }
}

static guint64
count_rendered (Player *self)
{
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (self->bin), "out");
  g_autoptr (GstStructure) stats = NULL;
  guint64 rendered = 0;

  g_object_get (out, "stats", &stats, NULL);
  gst_structure_get_uint64 (stats, "rendered", &rendered);
  return rendered;
}

static void
player_clear (Player *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  alarm (0);
}

/* Returns: number of messages "rmg-node-retrying" before EOS */
static guint
play_to_end (Player *self)
{
  for (guint n_retries = 0;;) {
    g_autoptr (GstMessage) message = take_message (self);

    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
      return n_retries;
    n_retries += gst_message_has_name (message, "rmg-node-retrying");
  }
}

/* The stall is reported first; the attempt has not failed yet. */
static void
test_late_call_is_reported_and_fails_when_it_returns (void)
{
  Player player;

  player_init (&player,
      "'retry':{'timeout_ms':20,'backoff_ms':1,'max_backoff_ms':2,'max_retries'"
      ":1000},"
      "'stall_timeout_ms':200");
  wait_for_stall (&player);
  wake (&player);
  g_assert_cmpuint (play_to_end (&player), >=, 1);
  g_assert_cmpuint (count_rendered (&player), ==, N_BUFFERS);
  player_clear (&player);
}

/* Without a limit for the attempt it is a success, however late. */
static void
test_late_call_without_limit_succeeds (void)
{
  Player player;

  player_init (&player, "'stall_timeout_ms':50");
  wait_for_stall (&player);
  wake (&player);
  g_assert_cmpuint (play_to_end (&player), ==, 0);
  g_assert_cmpuint (count_rendered (&player), ==, N_BUFFERS);
  player_clear (&player);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  g_test_add_func ("/late-calls/limit",
      test_late_call_is_reported_and_fails_when_it_returns);
  g_test_add_func (
      "/late-calls/no-limit", test_late_call_without_limit_succeeds);
  return g_test_run ();
}
