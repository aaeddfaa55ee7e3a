/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* host: a node type with a state of its own, in this program. A "Mean" takes the
 * numbers of each item and returns their mean at its end. Its source fails at
 * first, as a connection may, so that the session offers the item again. */
#include <rmg/rmg.h>

#define MANIFEST                                                               \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"means\"},\"nodes\":["          \
  "{\"id\":\"mean\",\"node_type\":\"Mean\",\"params\":{},"                     \
  "\"retry\":{\"backoff_ms\":10}}],\"connections\":[]}"

/* The state of one node, from open to close. */
typedef struct
{
  char *node_id;
  double sum;
  guint count;
  gboolean has_failed;
} Mean;

static gboolean
open_mean (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  Mean *self = g_new0 (Mean, 1);

  self->node_id = rmg_host_dup_node_id (host);
  *instance = self;
  return TRUE;
}

static void
close_mean (RmgHost *host, gpointer instance)
{
  Mean *self = instance;

  g_free (self->node_id);
  g_free (self);
}

static GstBufferList *
take_mean (Mean *self)
{
  GstBufferList *outputs = gst_buffer_list_new ();

  gst_buffer_list_add (outputs,
      rmg_value_buffer_new (rmg_value_new_double (self->sum / self->count)));
  self->sum = self->count = 0;
  return outputs;
}

/* The first attempt fails. */
static gboolean
fail_once (Mean *self, RmgHost *host, const RmgHostItem *item)
{
  g_autoptr (GError) error = g_error_new (
      GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY, "no answer yet");

  if (self->has_failed)
    return FALSE;
  self->has_failed = TRUE;
  g_print ("%s: %s\n", self->node_id, error->message);
  rmg_host_fail (host, item->sequence, RMG_HOST_RETRY_AUTO, error);
  return TRUE;
}

/* Another program would leave the item to a thread or a main loop, and complete it
 * there. */
static void
handle_item (RmgHost *host, gpointer instance)
{
  Mean *self = instance;
  g_auto (RmgHostItem) item = { 0 };
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (RMG_VALUE_MEDIA_TYPE);

  if (!rmg_host_take (host, &item) || fail_once (self, host, &item))
    return;
  if (item.kind == RMG_HOST_ITEM_DATA) {
    self->sum += rmg_value_get_double (rmg_value_buffer_peek (item.buffer));
    self->count++;
    rmg_host_complete (host, item.sequence, NULL, NULL);
  } else {
    rmg_host_complete (
        host, item.sequence, caps, self->count > 0 ? take_mean (self) : NULL);
  }
}

static const RmgHostDriver driver = {
  .open = open_mean,
  .close = close_mean,
  .item_ready = handle_item,
  .flags = RMG_HOST_TAKES_ENDS,
};

/* Pushes the items 1 2 3 and 4 5 6, one number after the other. */
static RmgSessionResult
feed (RmgSession *session, gpointer data, GError **error)
{
  guint *n_pushed = data;
  const guint step = *n_pushed % 4;
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (RMG_VALUE_MEDIA_TYPE);
  g_autoptr (GstBuffer) buffer = NULL;
  RmgSessionResult result;

  if (*n_pushed == 8)
    return RMG_SESSION_EOS;
  buffer = rmg_value_buffer_new (
      rmg_value_new_double (*n_pushed / 4 * 3 + step + 1));
  result = step == 3
      ? rmg_session_end_item (session, NULL, error)
      : rmg_session_push_part (session, NULL, caps, &buffer, error);
  *n_pushed += result == RMG_SESSION_OK;
  return result;
}

static gboolean
print (RmgOutput *output, gpointer data, GError **error)
{
  if (output->buffer != NULL)
    g_print ("%s: %g\n", output->node_id,
        rmg_value_get_double (rmg_value_buffer_peek (output->buffer)));
  return TRUE;
}

static RmgSession *
open_session (GError **error)
{
  g_autoptr (RmgHostTypes) types = rmg_host_types_new ();
  RmgSessionOptions options = { .host_types = types };
  g_autoptr (RmgManifest) manifest = NULL;
  g_autoptr (RmgGraph) graph = NULL;

  rmg_host_types_add (types, "Mean", "mean of an item", &driver, NULL, NULL);
  manifest = rmg_manifest_new_from_data (MANIFEST, -1, "host", NULL, error);
  if (manifest != NULL)
    graph = rmg_graph_new_from_manifest (manifest, NULL, error);
  return graph != NULL ? rmg_session_open (graph, NULL, &options, error) : NULL;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  guint n_pushed = 0;
  RmgSession *session;

  rmg_init ();
  session = open_session (&error);
  if (session != NULL) {
    rmg_session_run (session, feed, print, &n_pushed, &error);
    rmg_session_close (session, NULL);
  }
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return error != NULL;
}
