/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* With stock elements alone: pipelines and plans are put together by hand. */

#include "translator/build/late.h"
#include "tests/lib/hang.h"

#include <string.h>

/* source ! convert (of node "n") ! main */
typedef struct
{
  GstElement *pipeline;
  GPtrArray *elements;
  GArray *nodes;
  GArray *steps;
} Fixture;

static void
add_step (Fixture *self, const char *name, RmgElementRole role, guint node,
    guint channel_bitrate)
{
  RmgPlanElement step = {
    .name = (char *) name,
    .role = role,
    .node = node,
    .channel_bitrate = channel_bitrate,
  };

  g_array_append_val (self->steps, step);
  g_ptr_array_add (
      self->elements, gst_bin_get_by_name (GST_BIN (self->pipeline), name));
}

static void
set_up (Fixture *self, const char *launch, gboolean is_loss_known)
{
  RmgPlanNode nodes[2] = { { .id = (char *) "source", .main = 0 },
    { .id = (char *) "n", .main = 2, .is_loss_known = is_loss_known } };

  self->pipeline = gst_parse_launch (launch, NULL);
  g_assert_nonnull (self->pipeline);
  self->elements = g_ptr_array_new_with_free_func (gst_object_unref);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (RmgPlanNode));
  self->steps = g_array_new (FALSE, FALSE, sizeof (RmgPlanElement));
  g_array_append_vals (self->nodes, nodes, G_N_ELEMENTS (nodes));
}

static void
run (Fixture *self)
{
  RmgPlan plan = { .nodes = self->nodes, .elements = self->steps };

  rmg_late_install (&plan, self->elements, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
tear_down (Fixture *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_ptr_array_unref (self->elements);
  g_array_unref (self->nodes);
  g_array_unref (self->steps);
  gst_object_unref (self->pipeline);
}

/* Returns: (transfer full) (nullable): the warning before the end. */
static char *
wait_for_warning (Fixture *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  char *found = NULL;

  for (;;) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (bus, RMG_TEST_HANG_S * GST_SECOND,
            GST_MESSAGE_WARNING | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
      return found;
    gst_message_parse_warning (message, &error, NULL);
    g_assert_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT);
    g_assert_cmpstr (GST_MESSAGE_SRC_NAME (message), ==, "main");
    g_assert_null (found);
    found = g_strdup (error->message);
  }
}

typedef struct
{
  const char *name;
  const char *arrives;
  const char *accepted;
  gboolean is_loss_known;
  const char *warning;
} LateRow;

static const LateRow rows[] = {
  { "fewer-bits", "format=S24LE", "format=S16LE", FALSE,
      "Quality is lost: 24 bits become 16." },
  { "known-while-planning", "format=S24LE", "format=S16LE", TRUE, NULL },
  { "more-bits", "format=S16LE", "format=S24LE", FALSE, NULL },
  { "same", "format=S16LE", "format=S16LE", FALSE, NULL },
  { "fewer-channels", "format=S16LE,channels=2", "channels=1", FALSE,
      "Quality is lost: 2 channels become 1." },
};

static void
test_late_loss_posts_one_warning (gconstpointer data)
{
  const LateRow *row = data;
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc num-buffers=3 name=source ! audio/x-raw,%s ! "
      "audioconvert name=convert ! audio/x-raw,%s ! fakesink name=main",
      row->arrives, row->accepted);
  g_autofree char *warning = NULL;
  Fixture fixture;

  set_up (&fixture, launch, row->is_loss_known);
  add_step (&fixture, "source", RMG_ROLE_NODE, 0, 0);
  add_step (&fixture, "convert", RMG_ROLE_CONVERT, 1, 0);
  add_step (&fixture, "main", RMG_ROLE_NODE, 1, 0);
  run (&fixture);
  warning = wait_for_warning (&fixture);
  g_assert_cmpstr (warning, ==, row->warning);
  tear_down (&fixture);
}

static void
test_late_bitrate_grows_with_the_channels (void)
{
  g_autofree char *warning = NULL;
  Fixture fixture;
  int bitrate;

  if (!gst_registry_check_feature_version (
          gst_registry_get (), "opusenc", 1, 0, 0)) {
    g_test_skip ("opusenc is not installed");
    return;
  }
  set_up (&fixture,
      "audiotestsrc num-buffers=3 name=source ! "
      "audio/x-raw,format=S16LE,rate=48000,channels=2 ! opusenc name=encoder ! "
      "fakesink name=main",
      FALSE);
  add_step (&fixture, "source", RMG_ROLE_NODE, 0, 0);
  add_step (&fixture, "encoder", RMG_ROLE_NODE, 1, 50000);
  add_step (&fixture, "main", RMG_ROLE_NODE, 1, 0);
  run (&fixture);
  warning = wait_for_warning (&fixture);
  g_object_get (
      g_ptr_array_index (fixture.elements, 1), "bitrate", &bitrate, NULL);
  g_assert_cmpint (bitrate, ==, 100000);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/late/loss/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_late_loss_posts_one_warning);
  }
  g_test_add_func ("/late/bitrate", test_late_bitrate_grows_with_the_channels);
  return g_test_run ();
}
