/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* borrowed: counts frames in one block of memory and pushes the block again and
 * again, through a node that cuts chunks of another length. */
#include <rmg/rmg.h>

#define N_BLOCKS 100
#define N_FRAMES 480
#define CHUNK_FRAMES 1000

static const char manifest[] =
    "{\"version\": \"v1\", \"metadata\": {\"name\": \"chunks\"}, \"nodes\": ["
    "{\"id\": \"chunks\", \"node_type\": \"AudioBuffer\","
    " \"params\": {\"buffer_size_samples\": 1000}}], \"connections\": []}";

static gint32 block[N_FRAMES];
static gint32 n_pushed, n_pulled; /* frames */

static RmgSession *
open_session (GError **error)
{
  RmgPlanOptions options = { .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgManifest) parsed =
      rmg_manifest_new_from_data (manifest, -1, "chunks", NULL, error);
  g_autoptr (RmgGraph) graph = NULL;

  if (parsed != NULL)
    graph = rmg_graph_new_from_manifest (parsed, NULL, error);
  return graph != NULL ? rmg_session_open (graph, &options, NULL, error) : NULL;
}

/* The outputs that are not released yet are copied when the block is settled. */
static gboolean
check_outputs (RmgSession *session)
{
  g_auto (RmgOutput) output = { NULL };
  gint32 expected[CHUNK_FRAMES];

  while (rmg_session_pull (session, &output, NULL) == RMG_SESSION_OK) {
    for (gint32 i = 0; i < CHUNK_FRAMES; i++)
      expected[i] = n_pulled++;
    if (gst_buffer_memcmp (output.buffer, 0, expected, sizeof expected) != 0)
      return FALSE;
    rmg_output_clear (&output);
  }
  return TRUE;
}

static gboolean
push_block (RmgSession *session, GstCaps *caps, GError **error)
{
  g_autoptr (GstBuffer) buffer =
      rmg_buffer_new_borrowed (block, sizeof block, NULL, NULL);
  g_autoptr (GstBuffer) pushed = gst_buffer_ref (buffer);
  gboolean done;

  for (gint32 i = 0; i < N_FRAMES; i++)
    block[i] = n_pushed++;
  done = rmg_session_push (session, NULL, caps, &pushed, error) ==
          RMG_SESSION_OK &&
      check_outputs (session);
  return rmg_borrowed_settle (buffer) && done;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstCaps) caps = NULL;
  RmgSession *session;
  gboolean done;

  rmg_init ();
  session = open_session (&error);
  done = session != NULL;
  caps = gst_caps_from_string (
      "audio/x-raw, format=S32LE, rate=48000, channels=1, layout=interleaved");
  for (guint i = 0; done && i < N_BLOCKS; i++)
    done = push_block (session, caps, &error);
  if (session != NULL)
    rmg_session_close (session, NULL);

  if (!done)
    g_printerr ("%s\n", error != NULL ? error->message : "wrong output");
  else
    g_print ("%d frames in order; %d of %d blocks were copied\n", n_pulled,
        (int) rmg_borrowed_get_copies (NULL), N_BLOCKS);
  return !done;
}
