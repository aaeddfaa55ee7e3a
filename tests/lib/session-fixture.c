/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/session-fixture.h"

#include <rmg/value-json.h>
#include <rmg/value-memory.h>

#include <gst/audio/audio.h>
#include <string.h>

/* A thread of a loaded machine under valgrind stops late. */
#define CLOSE_TIMEOUT_MS 20000

static void
append_member (GString *list, const char *member)
{
  if (list->len > 0)
    g_string_append_c (list, ',');
  g_string_append (list, member);
}

static void
add_node (GString *nodes, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  g_auto (GStrv) parts =
      g_strsplit (words[1] != NULL && words[2] != NULL ? words[2] : "", "@", 2);
  g_autofree char *node = NULL;

  g_assert_nonnull (words[1]);
  node = g_strdup_printf ("{'id':'%s','node_type':'%s','params':{%s}%s%s}",
      words[0], words[1], parts[0] != NULL ? parts[0] : "",
      parts[0] != NULL && parts[1] != NULL ? "," : "",
      parts[0] != NULL && parts[1] != NULL ? parts[1] : "");
  append_member (nodes, node);
}

char *
rmg_test_manifest (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) nodes = g_string_new (NULL);
  g_autoptr (GString) links = g_string_new (NULL);
  char *manifest;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) ends = g_strsplit (lines[i], " > ", 2);
    g_autofree char *link = NULL;

    if (lines[i][0] == '\0')
      continue;
    if (ends[1] == NULL) {
      add_node (nodes, lines[i]);
      continue;
    }
    link = g_strdup_printf ("{'from':'%s','to':'%s'}", ends[0], ends[1]);
    append_member (links, link);
  }
  manifest = g_strdup_printf ("{'version':'v1','metadata':{'name':'test'},"
                              "'nodes':[%s],'connections':[%s]}",
      nodes->str, links->str);
  return g_strdelimit (manifest, "'", '"');
}

static RmgGraph *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, "test", NULL, &error);
  RmgGraph *graph;

  g_assert_no_error (error);
  graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

RmgGraph *
rmg_test_graph (const char *lines)
{
  g_autofree char *text = rmg_test_manifest (lines);

  return load (text);
}

RmgSession *
rmg_test_open_json (
    const char *manifest, RmgThreading threading, RmgFraming framing)
{
  RmgPlanOptions plan_options = { .framing = framing, .threading = threading };
  RmgSessionOptions options = { .close_timeout_ms = CLOSE_TIMEOUT_MS };
  g_autoptr (RmgGraph) graph = load (manifest);
  g_autoptr (GError) error = NULL;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  return session;
}

RmgSession *
rmg_test_open (const char *lines, RmgThreading threading, RmgFraming framing)
{
  g_autofree char *text = rmg_test_manifest (lines);

  return rmg_test_open_json (text, threading, framing);
}

char *
rmg_test_describe_session (gpointer session)
{
  return rmg_session_describe_stall (session, RMG_STALL_TEXT);
}

GstSample *
rmg_test_value (gint64 value)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (RMG_VALUE_MEDIA_TYPE);
  g_autoptr (GstBuffer) buffer =
      rmg_value_buffer_new (rmg_value_new_int (value));

  return gst_sample_new (buffer, caps, NULL, NULL);
}

static GPtrArray *
new_inputs (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
}

GPtrArray *
rmg_test_values (guint n)
{
  GPtrArray *inputs = new_inputs ();

  for (guint i = 1; i <= n; i++)
    g_ptr_array_add (inputs, rmg_test_value (i));
  return inputs;
}

GstSample *
rmg_test_noise_clip (
    guint32 seed, guint rate_hz, guint n_channels, guint n_frames)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (
      NULL, n_frames * n_channels * sizeof (float), NULL);
  g_autoptr (GstCaps) caps = NULL;
  GstAudioInfo info;
  GstMapInfo map;

  gst_audio_info_set_format (
      &info, GST_AUDIO_FORMAT_F32, rate_hz, n_channels, NULL);
  caps = gst_audio_info_to_caps (&info);
  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < map.size / sizeof (float); i++)
    ((float *) map.data)[i] = (float) g_rand_double_range (random, -0.5, 0.5);
  gst_buffer_unmap (buffer, &map);
  return gst_sample_new (buffer, caps, NULL, NULL);
}

GPtrArray *
rmg_test_split (GstSample *clip, guint n_frames)
{
  GstBuffer *whole = gst_sample_get_buffer (clip);
  gsize size = gst_buffer_get_size (whole);
  GPtrArray *pieces = new_inputs ();
  GstAudioInfo info;
  gsize step;

  g_assert_true (gst_audio_info_from_caps (&info, gst_sample_get_caps (clip)));
  step = (gsize) n_frames * GST_AUDIO_INFO_BPF (&info);
  for (gsize offset = 0; offset < size; offset += step) {
    g_autoptr (GstBuffer) piece = gst_buffer_copy_region (
        whole, GST_BUFFER_COPY_MEMORY, offset, MIN (step, size - offset));

    g_ptr_array_add (
        pieces, gst_sample_new (piece, gst_sample_get_caps (clip), NULL, NULL));
  }
  return pieces;
}

typedef struct
{
  char *node_id;
  GString *text;
  GstCaps *caps; /* of the audio collected */
  GChecksum *checksum;
  guint64 n_bytes;
} Collected;

/* Makes a buffer that a session may use up. */
typedef GstBuffer *(*MakeBuffer) (const GstBuffer *content);

typedef struct
{
  GPtrArray *inputs;
  guint next;
  GPtrArray *nodes; /* (element-type Collected) */
  MakeBuffer make_buffer;
} Pump;

static void
free_collected (gpointer data)
{
  Collected *node = data;

  g_free (node->node_id);
  g_string_free (node->text, TRUE);
  gst_clear_caps (&node->caps);
  g_checksum_free (node->checksum);
  g_free (node);
}

static Collected *
find_collected (Pump *pump, const char *node_id)
{
  Collected *node;

  for (guint i = 0; i < pump->nodes->len; i++) {
    node = pump->nodes->pdata[i];
    if (g_str_equal (node->node_id, node_id))
      return node;
  }
  node = g_new0 (Collected, 1);
  node->node_id = g_strdup (node_id);
  node->text = g_string_new (NULL);
  node->checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_ptr_array_add (pump->nodes, node);
  return node;
}

/* Audio of the same caps is one run of bytes, however it was split. */
static void
end_audio (Collected *node)
{
  GstAudioInfo info;

  if (node->n_bytes == 0)
    return;
  g_assert_true (gst_audio_info_from_caps (&info, node->caps));
  g_string_append_printf (node->text, " %s %d %d %" G_GUINT64_FORMAT " %.12s",
      GST_AUDIO_INFO_NAME (&info), GST_AUDIO_INFO_RATE (&info),
      GST_AUDIO_INFO_CHANNELS (&info),
      node->n_bytes / GST_AUDIO_INFO_BPF (&info),
      g_checksum_get_string (node->checksum));
  g_checksum_reset (node->checksum);
  node->n_bytes = 0;
}

static void
collect_audio (Collected *node, const RmgOutput *output)
{
  GstMapInfo map;

  if (node->caps == NULL || !gst_caps_is_equal (node->caps, output->caps))
    end_audio (node);
  gst_caps_replace (&node->caps, output->caps);
  g_assert_true (gst_buffer_map (output->buffer, &map, GST_MAP_READ));
  g_checksum_update (node->checksum, map.data, map.size);
  node->n_bytes += map.size;
  gst_buffer_unmap (output->buffer, &map);
}

static void
collect_value (Collected *node, const RmgOutput *output)
{
  RmgValue *value = rmg_value_buffer_peek (output->buffer);
  g_autofree char *json = NULL;

  g_assert_nonnull (value);
  json = rmg_value_to_json (value);
  g_string_append_printf (node->text, " %s", json);
}

static gboolean
take (RmgOutput *output, gpointer data, GError **error)
{
  Collected *node = find_collected (data, output->node_id);

  if (output->fault != NULL) {
    end_audio (node);
    g_string_append_printf (node->text, " !%" G_GUINT64_FORMAT, output->item);
  } else if (output->buffer == NULL) {
    end_audio (node);
    g_string_append (node->text, " |");
  } else if (gst_structure_has_name (
                 gst_caps_get_structure (output->caps, 0), "audio/x-raw")) {
    collect_audio (node, output);
  } else {
    collect_value (node, output);
  }
  return TRUE;
}

GstSample *
rmg_test_step (const char *input, GstSample *sample, gboolean is_part)
{
  GstStructure *info = gst_structure_new ("step", "input", G_TYPE_STRING, input,
      "is-part", G_TYPE_BOOLEAN, is_part, NULL);

  return sample == NULL ? gst_sample_new (NULL, NULL, NULL, info)
                        : gst_sample_new (gst_sample_get_buffer (sample),
                              gst_sample_get_caps (sample), NULL, info);
}

typedef struct
{
  guint8 *bytes;
  gsize size;
  int n_releases; /* atomic */
} Block;

static void
take_back (gpointer data)
{
  Block *block = data;

  memset (block->bytes, 0xa5, block->size);
  g_free (block->bytes);
  g_atomic_int_inc (&block->n_releases);
}

static GstBuffer *
borrow_copy (const GstBuffer *content)
{
  const gsize size = gst_buffer_get_size ((GstBuffer *) content);
  GstBuffer *buffer;
  Block *block;

  if (rmg_value_buffer_peek ((GstBuffer *) content) != NULL)
    return gst_buffer_copy_deep (content);
  block = g_new0 (Block, 1);
  block->bytes = g_malloc (size);
  block->size = size;
  gst_buffer_extract ((GstBuffer *) content, 0, block->bytes, size);
  buffer = rmg_buffer_new_borrowed (block->bytes, size, take_back, block);
  gst_mini_object_set_qdata (GST_MINI_OBJECT (buffer),
      g_quark_from_static_string ("block"), block, NULL);
  return buffer;
}

static void
settle (GstBuffer *pushed)
{
  g_autofree Block *block = gst_mini_object_get_qdata (
      GST_MINI_OBJECT (pushed), g_quark_from_static_string ("block"));

  g_assert_true (rmg_borrowed_settle (pushed));
  if (block != NULL)
    g_assert_cmpint (g_atomic_int_get (&block->n_releases), ==, 1);
}

static RmgSessionResult
push_sample (Pump *pump, RmgSession *session, GstSample *sample, GError **error)
{
  const GstStructure *info = gst_sample_get_info (sample);
  const char *input =
      info != NULL ? gst_structure_get_string (info, "input") : NULL;
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  g_autoptr (GstBuffer) copy = NULL;
  g_autoptr (GstBuffer) pushed = NULL;
  RmgSessionResult result;
  gboolean is_part = FALSE;

  if (buffer == NULL)
    return rmg_session_end_item (session, input, error);
  copy = pump->make_buffer (buffer);
  pushed = pump->make_buffer == borrow_copy ? gst_buffer_ref (copy) : NULL;
  if (info != NULL)
    gst_structure_get_boolean (info, "is-part", &is_part);
  result = (is_part ? rmg_session_push_part : rmg_session_push) (
      session, input, gst_sample_get_caps (sample), &copy, error);
  gst_clear_buffer (&copy);
  if (pushed != NULL)
    settle (pushed);
  return result;
}

RmgSessionResult
rmg_test_push (RmgSession *session, GstSample *sample, GError **error)
{
  Pump pump = { .make_buffer = gst_buffer_copy_deep };

  return push_sample (&pump, session, sample, error);
}

static RmgSessionResult
feed (RmgSession *session, gpointer data, GError **error)
{
  Pump *pump = data;
  RmgSessionResult result;

  if (pump->next == pump->inputs->len)
    return RMG_SESSION_EOS;
  result = push_sample (pump, session, pump->inputs->pdata[pump->next], error);
  if (result == RMG_SESSION_OK)
    pump->next++;
  return result;
}

static int
compare_collected (gconstpointer a, gconstpointer b)
{
  const Collected *const *one = a;
  const Collected *const *other = b;

  return strcmp ((*one)->node_id, (*other)->node_id);
}

static char *
describe (Pump *pump)
{
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (pump->nodes, compare_collected);
  for (guint i = 0; i < pump->nodes->len; i++) {
    Collected *node = pump->nodes->pdata[i];

    end_audio (node);
    g_string_append_printf (text, "%s:%s\n", node->node_id, node->text->str);
  }
  return g_string_free (text, FALSE);
}

static char *
pump_buffers (RmgSession *session, GPtrArray *inputs, MakeBuffer make_buffer,
    GError **error)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (free_collected);
  Pump pump = { inputs, 0, nodes, make_buffer };

  rmg_session_run (session, feed, take, &pump, error);
  return describe (&pump);
}

char *
rmg_test_pump (RmgSession *session, GPtrArray *inputs, GError **error)
{
  return pump_buffers (session, inputs, gst_buffer_copy_deep, error);
}

char *
rmg_test_pump_borrowed (RmgSession *session, GPtrArray *inputs, GError **error)
{
  return pump_buffers (session, inputs, borrow_copy, error);
}

char *
rmg_test_run (const char *lines, RmgThreading threading, RmgFraming framing,
    GPtrArray *inputs, GError **error)
{
  RmgSession *session = rmg_test_open (lines, threading, framing);
  char *text = rmg_test_pump (session, inputs, error);

  g_assert_true (rmg_session_close (session, NULL));
  return text;
}

char *
rmg_test_same_by_both (const char *lines, RmgFraming framing, GPtrArray *inputs)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *threaded = NULL;
  char *text =
      rmg_test_run (lines, RMG_THREADING_INLINE, framing, inputs, &error);

  g_assert_no_error (error);
  threaded =
      rmg_test_run (lines, RMG_THREADING_THREADED, framing, inputs, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (threaded, ==, text);
  return text;
}
