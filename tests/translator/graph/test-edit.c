/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/graph/graph-data.h"

#include <gst/gst.h>

/* The nodes from @first on, "id=type params" a line, then the edges. */
static char *
describe (const RmgGraph *graph, guint first)
{
  GString *text = g_string_new (NULL);

  for (guint i = first; i < rmg_graph_get_n_nodes (graph); i++) {
    g_autofree char *params = rmg_graph_get_node_params (graph, i);

    g_string_append_printf (text, "%s=%s %s\n",
        rmg_graph_get_node_id (graph, i), rmg_graph_get_node_type (graph, i),
        params);
  }
  for (guint i = 0; i < rmg_graph_get_n_edges (graph); i++) {
    guint from, to;

    rmg_graph_get_edge (graph, i, &from, &to);
    g_string_append_printf (text, "%s>%s ", rmg_graph_get_node_id (graph, from),
        rmg_graph_get_node_id (graph, to));
  }
  return g_string_free (text, FALSE);
}

typedef gboolean (*AttachFunc) (
    RmgGraph *self, const char *location, const char *raw_caps, GError **error);

typedef struct
{
  AttachFunc attach;
  const char *nodes;
  const char *edges;
  const char *location;
  const char *caps;
  const char *result;
} Attached;

#define READER "reader=MediaReaderNode "
#define WRITER "writer=MediaWriterNode "

static const Attached attached[] = {
  { rmg_graph_attach_reader, "a=VAD", "", "in.wav", NULL,
      READER "{\"path\":\"in.wav\"}\nreader>a " },
  { rmg_graph_attach_reader, "a=VAD; b=VAD; c=VAD", "a>b", "-", "audio/x-raw",
      READER "{\"path\":\"-\",\"caps\":\"audio/x-raw\"}\na>b reader>a "
             "reader>c " },
  { rmg_graph_attach_reader, "reader=VAD; reader-2=VAD", "reader>reader-2", "x",
      NULL,
      "reader-3=MediaReaderNode {\"path\":\"x\"}\nreader>reader-2 "
      "reader-3>reader " },
  { rmg_graph_attach_reader, "a=gst:fakesrc; b=gst:identity", "", "x", NULL,
      READER "{\"path\":\"x\"}\nreader>b " },
  { rmg_graph_attach_writer, "a=VAD", "", "o.flac", NULL,
      WRITER "{\"output_path\":\"o.flac\"}\na>writer " },
  { rmg_graph_attach_writer, "a=VAD", "", "-", "audio/x-raw",
      WRITER "{\"output_path\":\"-\",\"caps\":\"audio/x-raw\"}\na>writer " },
  { rmg_graph_attach_writer, "a=VAD; b=VAD", "", "d.x/o.flac", NULL,
      WRITER "{\"output_path\":\"d.x/o-a.flac\"}\n"
             "writer-2=MediaWriterNode {\"output_path\":\"d.x/o-b.flac\"}\n"
             "a>writer b>writer-2 " },
  { rmg_graph_attach_writer, "a/b=VAD; b=VAD", "", "d.x/o", NULL,
      WRITER "{\"output_path\":\"d.x/o-a_b\"}\n"
             "writer-2=MediaWriterNode {\"output_path\":\"d.x/o-b\"}\n"
             "a/b>writer b>writer-2 " },
  { rmg_graph_attach_writer, "a=VAD; b=gst:fakesink", "", "o.wav", NULL,
      WRITER "{\"output_path\":\"o.wav\"}\na>writer " },
};

static void
test_edit_attached_nodes_linked_to_all_open_ends (gconstpointer data)
{
  const Attached *row = data;
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (row->nodes, row->edges);
  const guint n_nodes = rmg_graph_get_n_nodes (graph);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  g_assert_true (row->attach (graph, row->location, row->caps, &error));
  g_assert_no_error (error);
  found = describe (graph, n_nodes);
  g_assert_cmpstr (found, ==, row->result);
}

typedef struct
{
  AttachFunc attach;
  const char *nodes;
  const char *edges;
  const char *location;
  const char *message;
} Refused;

static const Refused refused[] = {
  { rmg_graph_attach_reader, "a=MediaReaderNode{'path': 'x'}", "", "y",
      "the manifest has no open input: its sources bring the data" },
  { rmg_graph_attach_reader, "a=gst:fakesrc; b=VAD", "a>b", "y",
      "the manifest has no open input: its sources bring the data" },
  { rmg_graph_attach_writer, "a=MediaWriterNode{'output_path': 'x.wav'}", "",
      "y", "the manifest has no open output: its sinks take the data" },
  { rmg_graph_attach_writer, "a=VAD; b=VAD", "", "-",
      "2 outputs cannot share standard output" },
};

static void
test_edit_refused_attachment_changes_nothing (gconstpointer data)
{
  const Refused *row = data;
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (row->nodes, row->edges);
  const guint n_nodes = rmg_graph_get_n_nodes (graph);
  const guint n_edges = rmg_graph_get_n_edges (graph);
  g_autoptr (GError) error = NULL;

  g_assert_false (row->attach (graph, row->location, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_LINK);
  g_assert_cmpstr (error->message, ==, row->message);
  g_assert_cmpuint (rmg_graph_get_n_nodes (graph), ==, n_nodes);
  g_assert_cmpuint (rmg_graph_get_n_edges (graph), ==, n_edges);
}

static void
test_edit_reader_of_a_node_leaves_other_inputs_open (void)
{
  g_autoptr (RmgGraph) graph =
      rmg_test_read_graph ("a=VAD; b=VAD; c=VAD", "a>c");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) before = rmg_graph_list_inputs (graph);
  g_auto (GStrv) after = NULL;
  guint from, to;

  g_assert_cmpstrv (before, ((const char *const[]){ "a", "b", NULL }));
  g_assert_true (
      rmg_graph_attach_reader_to (graph, "b", "b.wav", NULL, &error));
  g_assert_no_error (error);
  after = rmg_graph_list_inputs (graph);
  g_assert_cmpstrv (after, ((const char *const[]){ "a", NULL }));
  rmg_graph_get_edge (graph, 1, &from, &to);
  g_assert_cmpstr (rmg_graph_get_node_id (graph, from), ==, "reader");
  g_assert_cmpstr (rmg_graph_get_node_id (graph, to), ==, "b");
}

typedef struct
{
  const char *id;
  RmgError code;
  const char *message;
} RefusedReader;

static const RefusedReader refused_readers[] = {
  { "speach", RMG_ERROR_UNKNOWN_NODE,
      "no node has the id \"speach\"; did you mean \"speech\"?" },
  { "linked", RMG_ERROR_LINK, "node \"linked\" is not an open input" },
  { "source", RMG_ERROR_LINK, "node \"source\" is not an open input" },
};

static void
test_edit_reader_of_a_node_without_open_input_is_refused (gconstpointer data)
{
  const RefusedReader *row = data;
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (
      "speech=VAD; linked=VAD; source=gst:fakesrc", "speech>linked");
  g_autoptr (GError) error = NULL;

  g_assert_false (
      rmg_graph_attach_reader_to (graph, row->id, "x", NULL, &error));
  g_assert_error (error, RMG_ERROR, (int) row->code);
  g_assert_cmpstr (error->message, ==, row->message);
  g_assert_cmpuint (rmg_graph_get_n_nodes (graph), ==, 3);
}

static void
test_edit_set_param_of_unknown_node_has_a_hint (void)
{
  g_autoptr (RmgGraph) graph = rmg_test_read_graph ("speech=VAD", "");
  g_autoptr (GError) error = NULL;

  g_assert_false (
      rmg_graph_set_param (graph, "speach", "mode", "gate", &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_UNKNOWN_NODE);
  g_assert_cmpstr (error->message, ==,
      "no node has the id \"speach\"; did you mean \"speech\"?");
  g_clear_error (&error);
  g_assert_false (rmg_graph_set_param (graph, "xyzzy", "mode", "gate", &error));
  g_assert_cmpstr (error->message, ==, "no node has the id \"xyzzy\"");
}

static void
test_edit_set_param_changes_text_and_value (void)
{
  g_autoptr (RmgGraph) graph =
      rmg_test_read_graph ("a=VAD; b=VAD{'mode': 'annotate'}", "");
  g_autoptr (GError) error = NULL;
  g_autofree char *params = NULL;

  g_assert_true (rmg_graph_set_param (graph, "b", "mode", "gate", &error));
  g_assert_no_error (error);
  params = rmg_graph_get_node_params (graph, 1);
  g_assert_cmpstr (params, ==, "{\"mode\":\"gate\"}");
  g_assert_cmpstr (
      rmg_params_get_string (&rmg_graph_get_node (graph, 1)->params, "mode"),
      ==, "gate");
  g_assert_cmpstr (
      rmg_params_get_string (&rmg_graph_get_node (graph, 0)->params, "mode"),
      ==, "annotate");
}

typedef struct
{
  const char *nodes;
  const char *edges;
  gboolean value;
} Kind;

static const Kind kinds[] = {
  { "a=VAD", "", FALSE },
  { "a=AddNode", "", TRUE },
  { "a=PassThrough", "", FALSE },
  { "a=PassThrough; b=AddNode", "a>b", TRUE },
  { "a=PassThrough; b=PassThrough; c=AddNode", "a>b b>c", TRUE },
  { "c=AddNode; b=PassThrough; a=PassThrough", "a>b b>c", TRUE },
  { "a=PassThrough; b=VAD", "a>b", FALSE },
  /* no open input */
  { "a=MediaReaderNode{'path': 'x'}; b=PassThrough", "a>b", FALSE },
  { "a=gst:identity", "", FALSE },
  { "a=VAD; b=AddNode", "", TRUE },
};

static void
test_edit_is_value_looks_through_nodes_that_pass_anything (gconstpointer data)
{
  const Kind *row = data;
  g_autoptr (RmgGraph) graph = rmg_test_read_graph (row->nodes, row->edges);

  g_assert_cmpint (rmg_graph_is_value (graph), ==, row->value);
}

#define ADD_ROWS(name, rows, function)                                         \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {                            \
    g_autofree char *path = g_strdup_printf ("/edit/" name "/%u", i);          \
                                                                               \
    g_test_add_data_func (path, &rows[i], function);                           \
  }

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  ADD_ROWS (
      "attach", attached, test_edit_attached_nodes_linked_to_all_open_ends)
  ADD_ROWS ("refused", refused, test_edit_refused_attachment_changes_nothing)
  ADD_ROWS (
      "kind", kinds, test_edit_is_value_looks_through_nodes_that_pass_anything)
  g_test_add_func (
      "/edit/unknown-node", test_edit_set_param_of_unknown_node_has_a_hint);
  g_test_add_func (
      "/edit/set-param", test_edit_set_param_changes_text_and_value);
  g_test_add_func ("/edit/reader-of-a-node/others-stay-open",
      test_edit_reader_of_a_node_leaves_other_inputs_open);
  ADD_ROWS ("reader-of-a-node/refused", refused_readers,
      test_edit_reader_of_a_node_without_open_input_is_refused);
  return g_test_run ();
}
