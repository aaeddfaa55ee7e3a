/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* player RECORDING MANIFEST [SINK]: plays a recording through a manifest as its
 * audio filter, and prints the retries and transitions of its nodes. SINK is a description of
 * elements as for gst-launch-1.0. */
#include <gst/gst.h>
#include <rmg/rmg.h>

typedef struct
{
  GMainLoop *loop;
  GstElement *element;
  int exit_code;
} Player;

/* With the position in the recording: the sound goes on. A message about the
 * whole bin has no node. */
static void
print_event (GstElement *player, const GstStructure *fields)
{
  const char *node = gst_structure_get_string (fields, "node-id");
  const char *to = gst_structure_get_string (fields, "to");
  gint64 position_ns = 0;

  if (node == NULL)
    return;
  gst_element_query_position (player, GST_FORMAT_TIME, &position_ns);
  g_print ("%.1f s: %s: %s%s%s\n", (double) position_ns / GST_SECOND, node,
      gst_structure_get_name (fields), to != NULL ? " " : "",
      to != NULL ? to : "");
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Player *self = data;
  const GstStructure *fields = gst_message_get_structure (message);
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ELEMENT:
      if (g_str_has_prefix (gst_structure_get_name (fields), "rmg-"))
        print_event (self->element, fields);
      return G_SOURCE_CONTINUE;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      g_printerr ("%s\n", error->message);
      self->exit_code = 1;
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    case GST_MESSAGE_EOS:
      g_print ("played to the end\n");
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    default:
      return G_SOURCE_CONTINUE;
  }
}

/* The recording is named by its path. */
static GstElement *
make_player (const char *path, const char *manifest, const char *sink)
{
  g_autofree char *uri = gst_filename_to_uri (path, NULL);
  GstElement *player = gst_element_factory_make ("playbin", NULL);
  GstElement *filter = gst_element_factory_make ("rmgbin", NULL);

  g_object_set (filter, "manifest", manifest, NULL);
  gst_util_set_object_arg (G_OBJECT (player), "flags", "audio");
  g_object_set (player, "uri", uri, "audio-filter", filter, NULL);
  if (sink != NULL)
    g_object_set (player, "audio-sink",
        gst_parse_bin_from_description (sink, TRUE, NULL), NULL);
  return player;
}

static void
play (Player *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->element);

  self->loop = g_main_loop_new (NULL, FALSE);
  gst_bus_add_watch (bus, on_message, self);
  gst_element_set_state (self->element, GST_STATE_PLAYING);
  g_main_loop_run (self->loop);
  gst_element_set_state (self->element, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  g_main_loop_unref (self->loop);
}

int
main (int argc, char **argv)
{
  Player self = { NULL };

  rmg_init ();
  if (argc < 3) {
    g_printerr ("usage: player RECORDING MANIFEST [SINK]\n");
    return 2;
  }
  self.element = gst_object_ref_sink (make_player (argv[1], argv[2], argv[3]));
  play (&self);
  gst_object_unref (self.element);
  return self.exit_code;
}
