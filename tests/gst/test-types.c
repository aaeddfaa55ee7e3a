/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The GTypes of the public headers, on which bindings rely. */

#include <rmg/rmg.h>

#define MANIFEST                                                               \
  "{\"version\":\"v1\",\"metadata\":{\"name\":\"types\"},\"nodes\":[{\"id\":"  \
  "\"a\",\"node_type\":\"AddNode\","                                           \
  "\"params\":{\"addend\":1}}],\"connections\":[]}"

static RmgGraph *
new_graph (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (MANIFEST, -1, "test", NULL, &error);
  RmgGraph *graph;

  g_assert_no_error (error);
  graph = rmg_graph_new_from_manifest (manifest, NULL, &error);
  g_assert_no_error (error);
  return graph;
}

/* @boxed: (transfer full): an instance of @type, whose copy is a reference */
static void
assert_copy_is_reference (GType type, gpointer boxed)
{
  gpointer copy;

  g_assert_true (G_TYPE_IS_BOXED (type));
  copy = g_boxed_copy (type, boxed);
  g_assert_true (copy == boxed);
  g_boxed_free (type, copy);
  g_boxed_free (type, boxed);
}

static void
test_types_opaque_types_are_boxed_references (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();

  assert_copy_is_reference (RMG_TYPE_MANIFEST,
      rmg_manifest_new_from_data (MANIFEST, -1, "test", NULL, NULL));
  assert_copy_is_reference (RMG_TYPE_GRAPH, new_graph ());
  assert_copy_is_reference (
      RMG_TYPE_PLAN, rmg_plan_new (graph, NULL, NULL, NULL));
  assert_copy_is_reference (RMG_TYPE_DIAGNOSTICS, rmg_diagnostics_new (FALSE));
  assert_copy_is_reference (RMG_TYPE_SEGMENTS, rmg_segments_new ());
  assert_copy_is_reference (RMG_TYPE_HOST_TYPES, rmg_host_types_new ());
}

static void
test_types_problem_copy_outlives_its_list (void)
{
  RmgDiagnostics *diagnostics = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data ("{", 1, "test", diagnostics, NULL);
  g_autoptr (RmgProblem) copy = NULL;

  g_assert_null (manifest);
  copy = g_boxed_copy (
      RMG_TYPE_PROBLEM, rmg_diagnostics_get_problem (diagnostics, 0));
  rmg_diagnostics_unref (diagnostics);
  g_assert_cmpint (copy->code, ==, RMG_ERROR_SYNTAX);
  g_assert_cmpuint (copy->line, ==, 1);
  g_assert_nonnull (copy->message);
}

static void
test_types_session_is_closed_by_the_last_reference (void)
{
  g_autoptr (RmgGraph) graph = new_graph ();
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_session_open (graph, NULL, NULL, &error);
  gpointer weak = session;

  g_assert_no_error (error);
  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  g_object_ref (session);
  g_assert_true (rmg_session_close (session, &error));
  g_assert_true (weak == session);
  g_object_unref (session);
  g_assert_null (weak);

  session = rmg_session_open (graph, NULL, NULL, &error);
  weak = session;
  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  g_object_unref (session);
  g_assert_null (weak);
}

static void
test_types_enums_have_nicks (void)
{
  const struct
  {
    GType type;
    int value;
    const char *nick;
  } rows[] = {
    { RMG_TYPE_ERROR, RMG_ERROR_MISSING_FIELD, "missing-field" },
    { RMG_TYPE_SEVERITY, RMG_SEVERITY_WARNING, "warning" },
    { RMG_TYPE_FRAMING, RMG_FRAMING_STREAM, "stream" },
    { RMG_TYPE_THREADING, RMG_THREADING_AUTO, "auto" },
    { RMG_TYPE_PARAM_KIND, RMG_PARAM_CHOICE, "choice" },
    { RMG_TYPE_SESSION_RESULT, RMG_SESSION_EOS, "eos" },
    { RMG_TYPE_VALUE_KIND, RMG_VALUE_DICT, "dict" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    GEnumClass *klass = g_type_class_ref (rows[i].type);
    const GEnumValue *value = g_enum_get_value (klass, rows[i].value);

    g_assert_nonnull (value);
    g_assert_cmpstr (value->value_nick, ==, rows[i].nick);
    g_type_class_unref (klass);
  }
}

static void
test_types_of_structures_copy_their_contents (void)
{
  RmgSegment segment = { g_intern_string ("n"), 1, 2, -3.0, 0.5 };
  RmgOutput output = { "n", 4, NULL, NULL, NULL };
  g_autoptr (RmgSegment) segment_copy =
      g_boxed_copy (RMG_TYPE_SEGMENT, &segment);
  g_autoptr (RmgOutput) output_copy = g_boxed_copy (RMG_TYPE_OUTPUT, &output);

  g_assert_cmpmem (
      segment_copy, sizeof *segment_copy, &segment, sizeof segment);
  g_assert_cmpstr (output_copy->node_id, ==, "n");
  g_assert_cmpuint (output_copy->item, ==, 4);
  g_assert_null (output_copy->buffer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func (
      "/types/boxed", test_types_opaque_types_are_boxed_references);
  g_test_add_func ("/types/problem", test_types_problem_copy_outlives_its_list);
  g_test_add_func (
      "/types/session", test_types_session_is_closed_by_the_last_reference);
  g_test_add_func ("/types/enums", test_types_enums_have_nicks);
  g_test_add_func (
      "/types/structures", test_types_of_structures_copy_their_contents);
  return g_test_run ();
}
