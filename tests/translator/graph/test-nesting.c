/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Manifests in nodes gst:rmgbin. An empty element stands for rmgbin: its
 * properties are all that the check reads. */

#include <rmg/graph.h>

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "{\"version\":\"v1\",\"metadata\":{\"name\":\"x\"},\"nodes\":["
#define TAIL "],\"connections\":[]}"
#define NEST "{\"id\":\"n\",\"node_type\":\"gst:rmgbin\",\"params\":{"

typedef GstBin FakeBin;
typedef GstBinClass FakeBinClass;
static GType fake_bin_get_type (void);
G_DEFINE_TYPE (FakeBin, fake_bin, GST_TYPE_BIN)

static void
ignore_property (
    GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
}

static void
fake_bin_class_init (FakeBinClass *klass)
{
  static const char *const names[] = { "manifest", "manifest-json" };

  G_OBJECT_CLASS (klass)->set_property = ignore_property;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_class_install_property (G_OBJECT_CLASS (klass), i + 1,
        g_param_spec_string (
            names[i], names[i], names[i], NULL, G_PARAM_WRITABLE));
  gst_element_class_set_static_metadata (
      GST_ELEMENT_CLASS (klass), "Fake", "Generic", "Fake", "RemoteMedia");
}

static void
fake_bin_init (FakeBin *self)
{
}

static void
write_manifest (const char *name, const char *nodes)
{
  g_autofree char *text = g_strconcat (HEAD, nodes, TAIL, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (name, text, -1, &error);
  g_assert_no_error (error);
}

/* @name runs @inner. */
static void
write_nest (const char *name, const char *inner)
{
  g_autofree char *nodes =
      g_strdup_printf (NEST "\"manifest\":\"%s\"}}", inner);

  write_manifest (name, nodes);
}

static void
assert_refused (const char *name, RmgError code, const char *text)
{
  g_autoptr (RmgDiagnostics) problems = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgGraph) graph = rmg_graph_load (name, problems, &error);
  const RmgProblem *problem;

  g_assert_null (graph);
  g_assert_error (error, RMG_ERROR, (int) code);
  problem = rmg_diagnostics_get_problem (problems, 0);
  g_assert_cmpstr (problem->node_id, ==, "n");
  g_assert_cmpuint (problem->line, ==, 1);
  if (strstr (problem->message, text) == NULL)
    g_error ("\"%s\" is not in \"%s\"", text, problem->message);
}

static void
assert_accepted (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgGraph) graph = rmg_graph_load (name, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (graph);
}

static void
test_nesting_in_itself_is_refused_with_its_name (void)
{
  write_nest ("self.json", "self.json");
  assert_refused ("self.json", RMG_ERROR_CYCLE, "self.json -> self.json");
}

static void
test_nesting_in_a_circle_is_refused_with_the_chain (void)
{
  write_nest ("a.json", "b.json");
  write_nest ("b.json", "./c.json");
  write_nest ("c.json", "a.json");
  assert_refused ("a.json", RMG_ERROR_CYCLE,
      "the manifest contains itself: a.json -> b.json -> ./c.json -> a.json");
}

static void
test_nesting_through_a_link_is_refused (void)
{
  write_nest ("real.json", "link.json");
  g_assert_cmpint (symlink ("real.json", "link.json"), ==, 0);
  assert_refused ("real.json", RMG_ERROR_CYCLE, "real.json -> link.json");
  write_nest ("first.json", "second.json");
  g_assert_cmpint (link ("first.json", "second.json"), ==, 0);
  assert_refused ("first.json", RMG_ERROR_CYCLE, "first.json -> second.json");
}

/* The circle begins below the manifest that was loaded. */
static void
test_nesting_of_a_circle_is_refused (void)
{
  write_nest ("outside.json", "inside.json");
  write_nest ("inside.json", "inside.json");
  assert_refused (
      "outside.json", RMG_ERROR_CYCLE, "inside.json -> inside.json");
}

static void
test_nesting_through_text_is_refused (void)
{
  write_manifest ("text.json",
      NEST "\"manifest-json\":\"{\\\"version\\\":\\\"v1\\\","
           "\\\"metadata\\\":{\\\"name\\\":\\\"x\\\"},\\\"nodes\\\":["
           "{\\\"id\\\":\\\"m\\\",\\\"node_type\\\":\\\"gst:rmgbin\\\","
           "\\\"params\\\":{\\\"manifest\\\":\\\"text.json\\\"}}],"
           "\\\"connections\\\":[]}\"}}");
  assert_refused (
      "text.json", RMG_ERROR_CYCLE, "text.json -> manifest-json -> text.json");
}

static void
test_nesting_of_one_manifest_twice_is_accepted (void)
{
  write_manifest (
      "leaf.json", "{\"id\":\"x\",\"node_type\":\"PassThroughNode\"}");
  write_manifest ("twice.json",
      NEST "\"manifest\":\"leaf.json\"}},"
           "{\"id\":\"o\",\"node_type\":\"gst:rmgbin\","
           "\"params\":{\"manifest\":\"leaf.json\"}}");
  assert_accepted ("twice.json");
}

static void
test_nesting_without_end_is_refused (void)
{
  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf ("deep%u.json", i);
    g_autofree char *inner = g_strdup_printf ("deep%u.json", i + 1);

    write_nest (name, inner);
  }
  assert_refused ("deep0.json", RMG_ERROR_LIMIT, "16 levels");
}

/* 12 manifests, each of which runs the next one twice. */
static void
test_nesting_that_doubles_is_refused (void)
{
  for (guint i = 0; i < 12; i++) {
    g_autofree char *name = g_strdup_printf ("double%u.json", i);
    g_autofree char *nodes =
        g_strdup_printf (NEST "\"manifest\":\"double%u.json\"}},"
                              "{\"id\":\"o\",\"node_type\":\"gst:rmgbin\","
                              "\"params\":{\"manifest\":\"double%u.json\"}}",
            i + 1, i + 1);

    write_manifest (name, nodes);
  }
  write_manifest (
      "double12.json", "{\"id\":\"x\",\"node_type\":\"PassThroughNode\"}");
  assert_refused ("double0.json", RMG_ERROR_INVALID, "256 nested");
}

static void
test_nesting_of_a_missing_manifest_is_refused (void)
{
  write_nest ("alone.json", "missing.json");
  assert_refused ("alone.json", RMG_ERROR_IO, "missing.json");
}

static void
test_nesting_of_a_pipe_is_not_read (void)
{
  g_assert_cmpint (mkfifo ("pipe", 0600), ==, 0);
  write_nest ("piped.json", "pipe");
  assert_accepted ("piped.json");
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int result;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  gst_element_register (NULL, "rmgbin", GST_RANK_NONE, fake_bin_get_type ());
  folder = g_dir_make_tmp ("rmg-nesting-XXXXXX", NULL);
  g_assert_cmpint (g_chdir (folder), ==, 0);

#define ADD(path, function) g_test_add_func ("/nesting/" path, function)
  ADD ("itself", test_nesting_in_itself_is_refused_with_its_name);
  ADD ("circle", test_nesting_in_a_circle_is_refused_with_the_chain);
  ADD ("link", test_nesting_through_a_link_is_refused);
  ADD ("of-circle", test_nesting_of_a_circle_is_refused);
  ADD ("text", test_nesting_through_text_is_refused);
  ADD ("twice", test_nesting_of_one_manifest_twice_is_accepted);
  ADD ("deep", test_nesting_without_end_is_refused);
  ADD ("double", test_nesting_that_doubles_is_refused);
  ADD ("missing", test_nesting_of_a_missing_manifest_is_refused);
  ADD ("pipe", test_nesting_of_a_pipe_is_not_read);
#undef ADD
  result = g_test_run ();
  remove_folder (folder);
  return result;
}
