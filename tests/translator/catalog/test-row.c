/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/params-json.h"
#include "translator/catalog/row.h"

#include <gst/gst.h>

/* The row of @type, and its parameters read from JSON text. */
typedef struct
{
  const RmgCatalogRow *row;
  RmgParams params;
} Node;

static void
read_node (Node *node, const char *type, const char *text)
{
  g_autoptr (RmgDiagnostics) diagnostics = rmg_diagnostics_new (TRUE);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  RmgScope scope = { diagnostics, "p", "n" };

  node->row = rmg_catalog_find_row (type);
  rmg_params_read (
      &node->params, &scope, &node->row->type, json_node_get_object (root));
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (diagnostics), ==, 0);
}

/* The encoder of a node's file; NULL without one. */
typedef struct
{
  const char *type;
  const char *params;
  const char *extension;
} Format;

#define CAPS "\"caps\": \"audio/x-raw, format=S16LE, rate=8000, channels=1\""

static const Format formats[] = {
  { "MediaWriterNode", "{\"output_path\": \"a/b.FLAC\"}", "flac" },
  { "MediaWriterNode", "{\"path\": \"x.y.wav\"}", "wav" },
  { "MediaWriterNode", "{\"path\": \"-\"}", "wav" },
  { "MediaWriterNode", "{\"path\": \"x.raw\"}", "raw" },
  { "MediaWriterNode", "{\"path\": \"x.xyz\"}", NULL },
  { "MediaWriterNode", "{\"path\": \"wav\"}", NULL },
  { "MediaWriterNode", "{\"path\": \"dir.wav/x\"}", NULL },
  { "MediaWriterNode", "{\"path\": \"x.wav\", " CAPS "}", NULL },
  { "MediaReaderNode", "{\"path\": \"x.wav\"}", NULL },
  { "VAD", "{}", NULL },
};

static void
test_row_format_found_by_extension_in_any_case (gconstpointer data)
{
  const Format *expected = data;
  const RmgFileFormat *format;
  Node node;

  read_node (&node, expected->type, expected->params);
  format = rmg_catalog_row_find_format (node.row, &node.params);
  g_assert_cmpstr (
      format != NULL ? format->extension : NULL, ==, expected->extension);
  rmg_params_clear (&node.params);
}

static void
test_row_formats_have_valid_caps (void)
{
  const RmgCatalogRow *row = rmg_catalog_find_row ("MediaWriterNode");

  for (guint i = 0; i < row->n_formats; i++) {
    g_autoptr (GstCaps) caps = gst_caps_from_string (row->formats[i].accepts);

    g_assert_nonnull (caps);
    g_assert_false (gst_caps_is_empty (caps));
  }
}

static void
test_row_extensions_listed_in_words (void)
{
  g_autofree char *writer = rmg_catalog_row_list_extensions (
      rmg_catalog_find_row ("MediaWriterNode"));
  g_autofree char *none =
      rmg_catalog_row_list_extensions (rmg_catalog_find_row ("VAD"));

  g_assert_cmpstr (writer, ==, "wav, flac, ogg, opus, mp3, m4a, raw or pcm");
  g_assert_cmpstr (none, ==, "");
}

typedef struct
{
  const char *type;
  const char *params;
  guint64 holds;
} Holds;

static const Holds holds[] = {
  { "VAD", "{}", 0 },
  { "VAD", "{\"mode\": \"gate\"}", GST_SECOND },
  { "VAD", "{\"mode\": \"Gate\"}", GST_SECOND },
  { "AudioBuffer", "{\"buffer_size_samples\": 4000}", GST_SECOND / 2 },
  { "AudioResampleNode", "{}", 0 },
};

static void
test_row_holds_time_of_its_parameters (gconstpointer data)
{
  const Holds *expected = data;
  Node node;

  read_node (&node, expected->type, expected->params);
  g_assert_cmpuint (
      rmg_catalog_row_get_holds (node.row, &node.params), ==, expected->holds);
  rmg_params_clear (&node.params);
}

typedef struct
{
  const char *type;
  const char *params;
  gboolean sync;
} Sync;

static const Sync syncs[] = {
  { "MediaWriterNode", "{\"output_path\": \"x.wav\"}", TRUE },
  { "MediaWriterNode", "{\"output_path\": \"x.m4a\"}", FALSE },
  { "MediaWriterNode", "{\"output_path\": \"x.M4A\"}", FALSE },
  { "MediaWriterNode", "{\"path\": \"x.m4a\"}", FALSE },
  { "MediaWriterNode", "{\"location\": \"dir.x/x.M4a\"}", FALSE },
  { "MediaWriterNode", "{\"path\": \"x.m4a\", " CAPS "}", TRUE },
  { "MediaReaderNode", "{\"path\": \"x.wav\"}", FALSE },
  { "VAD", "{}", TRUE },
};

static void
test_row_sync_in_any_spelling (gconstpointer data)
{
  const Sync *expected = data;
  Node node;

  read_node (&node, expected->type, expected->params);
  g_assert_cmpint (
      rmg_catalog_row_is_sync (node.row, &node.params), ==, expected->sync);
  rmg_params_clear (&node.params);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *path = g_strdup_printf ("/row/format/%u", i);

    g_test_add_data_func (
        path, &formats[i], test_row_format_found_by_extension_in_any_case);
  }
  g_test_add_func ("/row/caps", test_row_formats_have_valid_caps);
  g_test_add_func ("/row/extensions", test_row_extensions_listed_in_words);
  for (guint i = 0; i < G_N_ELEMENTS (holds); i++) {
    g_autofree char *path = g_strdup_printf ("/row/holds/%u", i);

    g_test_add_data_func (
        path, &holds[i], test_row_holds_time_of_its_parameters);
  }
  for (guint i = 0; i < G_N_ELEMENTS (syncs); i++) {
    g_autofree char *path = g_strdup_printf ("/row/sync/%u", i);

    g_test_add_data_func (path, &syncs[i], test_row_sync_in_any_spelling);
  }
  return g_test_run ();
}
