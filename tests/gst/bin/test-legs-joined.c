/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A leg that stalls in front of a join: the join goes on without it, and takes it
 * again when it wakes. The data of the leg is silent, that of the other one is
 * not. A hang fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <unistd.h>

#define N_BEFORE 7

typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstBus *bus;
  guint n_silent;    /* atomic */
  guint n_loud;      /* atomic */
  gboolean returned; /* streaming thread: DISCONT in silent data */
  GstClockTime last; /* streaming thread */
} Player;

static GstPadProbeReturn
hear (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Player *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gint16 sample = 0;

  gst_buffer_extract (buffer, 0, &sample, sizeof sample);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), >=, self->last);
  self->last = GST_BUFFER_PTS (buffer);
  if (sample == 0 && self->n_silent > 0 &&
      GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT))
    self->returned = TRUE;
  g_atomic_int_inc ((int *) (sample == 0 ? &self->n_silent : &self->n_loud));
  return GST_PAD_PROBE_OK;
}

static void
player_init (Player *self, const char *source)
{
  g_autofree char *lines = g_strconcat (source,
      "bad gst:rmgfault 'stall':'until-unset','stall-after':7 @ "
      "'stall_timeout_ms':40\n"
      "quiet gst:volume 'mute':true\n"
      "good PassThroughNode\nout gst:fakesink\n"
      "in > good\nin > bad\nbad > quiet\nquiet > out\ngood > out\n",
      NULL);
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GstElement) out = NULL;
  g_autoptr (GstPad) pad = NULL;

  alarm (RMG_TEST_HANG_S);
  *self = (Player){ gst_pipeline_new (NULL),
    gst_element_factory_make ("rmgbin", NULL) };
  self->bus = gst_element_get_bus (self->pipeline);
  gst_bin_add (GST_BIN (self->pipeline), self->bin);
  g_object_set (self->bin, "manifest-json", manifest, NULL);
  out = gst_bin_get_by_name (GST_BIN (self->bin), "out");
  pad = gst_element_get_static_pad (out, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, hear, self, NULL);
}

static void
wake (Player *self)
{
  g_autoptr (GstElement) bad = gst_bin_get_by_name (GST_BIN (self->bin), "bad");

  gst_util_set_object_arg (G_OBJECT (bad), "stall", "none");
}

static void
player_clear (Player *self)
{
  wake (self);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->bus);
  gst_object_unref (self->pipeline);
  alarm (0);
}

/* Waits for a message "rmg-stall" about the leg. */
static void
wait_for_leg (Player *self, gboolean stalled)
{
  for (;;) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        self->bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_ELEMENT);
    const GstStructure *fields = gst_message_get_structure (message);
    gboolean is_stalled = FALSE, is_leg = FALSE;

    gst_structure_get_boolean (fields, "stalled", &is_stalled);
    gst_structure_get_boolean (fields, "leg", &is_leg);
    if (gst_structure_has_name (fields, "rmg-stall") && is_leg &&
        is_stalled == stalled)
      return;
  }
}

static void
wait_for_buffers (guint *count, guint n)
{
  while ((guint) g_atomic_int_get ((int *) count) < n)
    g_thread_yield ();
}

static void
test_joined_leg_that_stalls_costs_the_other_nothing (void)
{
  Player player;
  g_autoptr (GstMessage) message = NULL;

  player_init (&player,
      "in gst:audiotestsrc 'num-buffers':1200,'samplesperbuffer':441,"
      "'wave':'square'\n");
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (player.bus,
      RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  g_assert_cmpuint (player.n_loud, ==, 1200);
  g_assert_cmpuint (player.n_silent, <=, N_BEFORE);
  player_clear (&player);
}

static void
test_joined_leg_that_wakes_is_joined_again (void)
{
  Player player;

  player_init (&player,
      "in gst:audiotestsrc 'is-live':true,'samplesperbuffer':44,"
      "'wave':'square'\n");
  gst_element_set_state (player.pipeline, GST_STATE_PLAYING);
  wait_for_leg (&player, TRUE);
  wait_for_buffers (
      &player.n_loud, (guint) g_atomic_int_get ((int *) &player.n_loud) + 50);
  g_assert_cmpint (g_atomic_int_get ((int *) &player.n_silent), <=, N_BEFORE);
  wake (&player);
  wait_for_leg (&player, FALSE);
  wait_for_buffers (&player.n_silent, N_BEFORE + 20);
  gst_element_set_state (player.pipeline, GST_STATE_NULL);
  g_assert_true (player.returned);
  player_clear (&player);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  g_test_add_func (
      "/joined/stalls", test_joined_leg_that_stalls_costs_the_other_nothing);
  g_test_add_func ("/joined/wakes", test_joined_leg_that_wakes_is_joined_again);
  return g_test_run ();
}
