/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* cancel: converts two clips of 10 s to 44.1 kHz. The first one is cancelled at
 * half of its frames, as by a button of a progress bar, and the second one is
 * complete. */
#include <rmg/rmg.h>

#define RATE_HZ 48000
#define N_FRAMES (10 * RATE_HZ)

static const char manifest[] =
    "{\"version\": \"v1\", \"metadata\": {\"name\": \"cancel\"}, \"nodes\": ["
    "{\"id\": \"rate\", \"node_type\": \"AudioResampleNode\","
    " \"params\": {\"target_sample_rate\": 44100}}], \"connections\": []}";

static RmgSession *
open_session (GError **error)
{
  g_autoptr (RmgManifest) parsed =
      rmg_manifest_new_from_data (manifest, -1, "cancel", NULL, error);
  g_autoptr (RmgGraph) graph = NULL;

  if (parsed != NULL)
    graph = rmg_graph_new_from_manifest (parsed, NULL, error);
  return graph != NULL ? rmg_session_open (graph, NULL, NULL, error) : NULL;
}

/* A program may call rmg_session_cancel() from any thread instead. */
static void
show_progress (
    RmgSession *session, const RmgItemProgress *progress, gpointer unused)
{
  g_printerr ("\ritem %d: %3d %%", (int) progress->item,
      (int) (100 * progress->n_frames / progress->n_total));
  if (progress->item == 0 && 2 * progress->n_frames >= progress->n_total)
    rmg_session_cancel (session);
}

static gboolean
push_clip (RmgSession *session, GstCaps *caps, GError **error)
{
  const gsize n_bytes = N_FRAMES * sizeof (float);
  g_autoptr (GstBuffer) clip = gst_buffer_new_allocate (NULL, n_bytes, NULL);

  gst_buffer_memset (clip, 0, 0, n_bytes);
  return rmg_session_push (session, NULL, caps, &clip, error) == RMG_SESSION_OK;
}

/* An item has its outputs and their end, or one fault. */
static void
print_items (RmgSession *session)
{
  g_auto (RmgOutput) output = { NULL };
  gsize n_bytes = 0;

  while (rmg_session_pull (session, &output, NULL) == RMG_SESSION_OK) {
    if (output.buffer != NULL)
      n_bytes += gst_buffer_get_size (output.buffer);
    else if (output.fault != NULL)
      g_print ("item %d: %s\n", (int) output.item, output.fault->message);
    else
      g_print ("item %d: %d frames\n", (int) output.item,
          (int) (n_bytes / sizeof (float)));
    if (output.buffer == NULL)
      n_bytes = 0;
    rmg_output_clear (&output);
  }
}

static gboolean
convert (RmgSession *session, GError **error)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "audio/x-raw, format=F32LE, rate=48000, channels=1, layout=interleaved");

  rmg_session_set_progress_func (session, show_progress, NULL, NULL);
  for (guint i = 0; i < 2; i++)
    if (!push_clip (session, caps, error))
      return FALSE;
  g_printerr ("\n");
  print_items (session);
  return TRUE;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  RmgSession *session;
  gboolean done;

  rmg_init ();
  session = open_session (&error);
  done = session != NULL && convert (session, &error);
  if (session != NULL)
    rmg_session_close (session, NULL);
  if (!done)
    g_printerr ("%s\n", error != NULL ? error->message : "no room for a clip");
  return !done;
}
