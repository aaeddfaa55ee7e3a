/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/graph-fixture.h"
#include "translator/base/diagnostics.h"

#include <string.h>

static void
add (RmgDiagnostics *self, RmgError code, RmgSeverity severity,
    const char *message, guint line, guint column)
{
  rmg_diagnostics_add (self, code, severity, NULL, "%s", message);
  rmg_diagnostics_set_place (
      self, rmg_diagnostics_get_n_problems (self) - 1, line, column);
}

static void
test_diagnostics_added_problem_has_copies_of_its_texts (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);
  char path[] = "nodes[1].id";
  char id[] = "mix";
  char hint[] = "did you mean \"a\"?";
  RmgSubject subject = { path, RMG_PLACE_KEY, id, hint };
  const RmgProblem *problem;

  rmg_diagnostics_add (self, RMG_ERROR_UNKNOWN_FIELD, RMG_SEVERITY_WARNING,
      &subject, "%d of %s", 3, "five");
  memset (path, 'x', strlen (path));
  memset (id, 'x', strlen (id));
  memset (hint, 'x', strlen (hint));
  problem = rmg_diagnostics_get_problem (self, 0);
  g_assert_cmpint (problem->code, ==, RMG_ERROR_UNKNOWN_FIELD);
  g_assert_cmpint (problem->severity, ==, RMG_SEVERITY_WARNING);
  g_assert_cmpstr (problem->path, ==, "nodes[1].id");
  g_assert_cmpstr (problem->node_id, ==, "mix");
  g_assert_cmpstr (problem->hint, ==, "did you mean \"a\"?");
  g_assert_cmpstr (problem->message, ==, "3 of five");
  g_assert_cmpuint (problem->line, ==, 0);
  g_assert_cmpint (rmg_diagnostics_get_target (self, 0), ==, RMG_PLACE_KEY);
}

static void
test_diagnostics_without_subject_has_no_path (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);

  add (self, RMG_ERROR_IO, RMG_SEVERITY_ERROR, "gone", 0, 0);
  g_assert_null (rmg_diagnostics_get_problem (self, 0)->path);
  g_assert_null (rmg_diagnostics_get_problem (self, 0)->node_id);
  g_assert_null (rmg_diagnostics_get_problem (self, 0)->hint);
}

static void
test_diagnostics_errors_counted_apart_from_warnings (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);

  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_WARNING, "w", 0, 0);
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "e", 0, 0);
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_WARNING, "w", 0, 0);
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (self), ==, 3);
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (self), ==, 1);
}

static void
test_diagnostics_strict_adds_warnings_as_errors (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (TRUE);

  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_WARNING, "w", 0, 0);
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (self), ==, 1);
  g_assert_cmpint (
      rmg_diagnostics_get_problem (self, 0)->severity, ==, RMG_SEVERITY_ERROR);
}

static void
test_diagnostics_index_past_the_end_refused (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);

    rmg_diagnostics_get_problem (self, 0);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*index < self->problems->len*");
}

static char *
join_messages (const RmgDiagnostics *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rmg_diagnostics_get_n_problems (self); i++)
    g_string_append (text, rmg_diagnostics_get_problem (self, i)->message);
  return g_string_free (text, FALSE);
}

static void
test_diagnostics_sorted_by_line_then_column_then_order (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);
  g_autofree char *found = NULL;

  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "z", 9, 9);
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "e", 2, 1);
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "c", 1, 7);
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "d", 1, 7);
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "b", 1, 2);
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "a", 0, 0);
  rmg_diagnostics_sort (self, 1); /* keeps the first where it is */
  found = join_messages (self);
  g_assert_cmpstr (found, ==, "zabcde");
  rmg_diagnostics_sort (self, 6); /* sorts nothing */
}

static void
test_diagnostics_appended_problems_outlive_their_list (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);
  RmgDiagnostics *from = rmg_diagnostics_new (FALSE);
  g_autofree char *found = NULL;

  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_WARNING, "a", 0, 0);
  add (from, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "x", 0, 0);
  add (from, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "b", 3, 1);
  add (from, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "c", 3, 1);
  rmg_diagnostics_append (self, from, 1);
  rmg_diagnostics_unref (from);
  g_assert_cmpuint (rmg_diagnostics_get_n_errors (self), ==, 2);
  rmg_diagnostics_sort (self, 0);
  found = join_messages (self);
  g_assert_cmpstr (found, ==, "abc");
}

static void
test_diagnostics_ref_keeps_the_list (void)
{
  RmgDiagnostics *self = rmg_diagnostics_new (FALSE);
  g_autoptr (RmgDiagnostics) other = rmg_diagnostics_ref (self);

  rmg_diagnostics_unref (self);
  add (other, RMG_ERROR_FAILED, RMG_SEVERITY_ERROR, "a", 0, 0);
  g_assert_cmpuint (rmg_diagnostics_get_n_problems (other), ==, 1);
}

static void
test_problem_copy_owns_its_texts (void)
{
  RmgDiagnostics *self = rmg_diagnostics_new (FALSE);
  RmgSubject subject = { .path = "a.b", .node_id = "n", .hint = "h" };
  g_autoptr (RmgProblem) copy = NULL;

  rmg_diagnostics_add (
      self, RMG_ERROR_CYCLE, RMG_SEVERITY_WARNING, &subject, "m");
  copy = rmg_problem_copy (rmg_diagnostics_get_problem (self, 0));
  rmg_diagnostics_unref (self);
  g_assert_cmpint (copy->code, ==, RMG_ERROR_CYCLE);
  g_assert_cmpstr (copy->path, ==, "a.b");
  g_assert_cmpstr (copy->node_id, ==, "n");
  g_assert_cmpstr (copy->message, ==, "m");
  g_assert_cmpstr (copy->hint, ==, "h");
}

typedef struct
{
  const char *name; /* of the file */
  RmgProblem problem;
  const char *text;
} Shown;

#define PROBLEM(...)                                                           \
  {                                                                            \
    .message = (char *) "bad", __VA_ARGS__                                     \
  }
#define WARNING .severity = RMG_SEVERITY_WARNING
#define PATH(text) .path = (char *) text
#define HINT(text) .hint = (char *) text

static const Shown shown[] = {
  { NULL, PROBLEM (.line = 0), "error: bad" },
  { NULL, PROBLEM (WARNING), "warning: bad" },
  { "m.json", PROBLEM (.line = 0), "m.json: error: bad" },
  { "m.json", PROBLEM (.line = 3, .column = 7), "m.json:3:7: error: bad" },
  { NULL, PROBLEM (.line = 3, .column = 7), "3:7: error: bad" },
  { NULL, PROBLEM (PATH ("nodes[0]")), "error: nodes[0]: bad" },
  { NULL, PROBLEM (PATH ("")), "error: bad" },
  { NULL, PROBLEM (HINT ("good?")), "error: bad (good?)" },
  { "m", PROBLEM (WARNING, PATH ("a"), .line = 1, .column = 2, HINT ("h")),
      "m:1:2: warning: a: bad (h)" },
};

static void
test_problem_text_has_the_known_parts (gconstpointer data)
{
  const Shown *row = data;
  g_autofree char *found = rmg_problem_to_string (&row->problem, row->name);

  g_assert_cmpstr (found, ==, row->text);
}

static void
test_diagnostics_without_errors_is_no_error (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_true (rmg_diagnostics_to_error (self, 0, "m", &error));
  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_WARNING, "w", 1, 1);
  g_assert_true (rmg_diagnostics_to_error (self, 0, "m", &error));
  g_assert_no_error (error);
}

static void
test_diagnostics_one_error_keeps_its_code (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;

  add (self, RMG_ERROR_FAILED, RMG_SEVERITY_WARNING, "w", 1, 1);
  add (self, RMG_ERROR_CYCLE, RMG_SEVERITY_ERROR, "100%s", 2, 1);
  g_assert_false (rmg_diagnostics_to_error (self, 0, "m", &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_CYCLE);
  g_assert_cmpstr (error->message, ==, "m:2:1: error: 100%s");
}

static void
test_diagnostics_several_errors_counted_with_the_first (void)
{
  g_autoptr (RmgDiagnostics) self = rmg_diagnostics_new (FALSE);
  g_autoptr (GError) error = NULL;

  add (self, RMG_ERROR_IO, RMG_SEVERITY_ERROR, "before", 1, 1);
  add (self, RMG_ERROR_CYCLE, RMG_SEVERITY_ERROR, "a", 2, 1);
  add (self, RMG_ERROR_CYCLE, RMG_SEVERITY_ERROR, "b", 3, 1);
  g_assert_false (rmg_diagnostics_to_error (self, 1, NULL, &error));
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "2 errors, the first: 2:1: error: a");
  g_assert_false (rmg_diagnostics_to_error (self, 1, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diagnostics/add",
      test_diagnostics_added_problem_has_copies_of_its_texts);
  g_test_add_func (
      "/diagnostics/no-subject", test_diagnostics_without_subject_has_no_path);
  g_test_add_func ("/diagnostics/n-errors",
      test_diagnostics_errors_counted_apart_from_warnings);
  g_test_add_func (
      "/diagnostics/strict", test_diagnostics_strict_adds_warnings_as_errors);
  g_test_add_func (
      "/diagnostics/index", test_diagnostics_index_past_the_end_refused);
  g_test_add_func ("/diagnostics/sort",
      test_diagnostics_sorted_by_line_then_column_then_order);
  g_test_add_func ("/diagnostics/append",
      test_diagnostics_appended_problems_outlive_their_list);
  g_test_add_func ("/diagnostics/ref", test_diagnostics_ref_keeps_the_list);
  g_test_add_func ("/diagnostics/copy", test_problem_copy_owns_its_texts);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++) {
    g_autofree char *path = g_strdup_printf ("/diagnostics/text/%u", i);

    g_test_add_data_func (
        path, &shown[i], test_problem_text_has_the_known_parts);
  }
  g_test_add_func (
      "/diagnostics/no-error", test_diagnostics_without_errors_is_no_error);
  g_test_add_func (
      "/diagnostics/one-error", test_diagnostics_one_error_keeps_its_code);
  g_test_add_func ("/diagnostics/errors",
      test_diagnostics_several_errors_counted_with_the_first);
  return g_test_run ();
}
