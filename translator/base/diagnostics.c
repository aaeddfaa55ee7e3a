/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/diagnostics.h"

typedef struct
{
  RmgProblem public;
  RmgPlace place;
  guint order; /* keeps problems at one place in the order they were found */
} Problem;

struct _RmgDiagnostics
{
  GArray *problems; /* (element-type Problem) */
  guint n_errors;
  gboolean strict;
};

G_DEFINE_BOXED_TYPE (
    RmgProblem, rmg_problem, rmg_problem_copy, rmg_problem_free)
G_DEFINE_BOXED_TYPE (
    RmgDiagnostics, rmg_diagnostics, rmg_diagnostics_ref, rmg_diagnostics_unref)

static void
clear_problem (gpointer data)
{
  RmgProblem *problem = data;

  g_free (problem->path);
  g_free (problem->node_id);
  g_free (problem->message);
  g_free (problem->hint);
}

/* Replaces borrowed texts of @problem by copies. */
static void
own_texts (RmgProblem *problem)
{
  problem->path = g_strdup (problem->path);
  problem->node_id = g_strdup (problem->node_id);
  problem->message = g_strdup (problem->message);
  problem->hint = g_strdup (problem->hint);
}

RmgProblem *
rmg_problem_copy (const RmgProblem *problem)
{
  RmgProblem *copy = g_new (RmgProblem, 1);

  *copy = *problem;
  own_texts (copy);
  return copy;
}

void
rmg_problem_free (RmgProblem *problem)
{
  clear_problem (problem);
  g_free (problem);
}

static Problem *
get (const RmgDiagnostics *self, guint index)
{
  return &g_array_index (self->problems, Problem, index);
}

RmgDiagnostics *
rmg_diagnostics_new (gboolean strict)
{
  RmgDiagnostics *self = g_atomic_rc_box_new0 (RmgDiagnostics);

  self->strict = strict;
  self->problems = g_array_new (FALSE, FALSE, sizeof (Problem));
  g_array_set_clear_func (self->problems, clear_problem);
  return self;
}

RmgDiagnostics *
rmg_diagnostics_ref (RmgDiagnostics *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  RmgDiagnostics *self = data;

  g_array_unref (self->problems);
}

void
rmg_diagnostics_unref (RmgDiagnostics *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint
rmg_diagnostics_get_n_problems (const RmgDiagnostics *self)
{
  return self->problems->len;
}

guint
rmg_diagnostics_get_n_errors (const RmgDiagnostics *self)
{
  return self->n_errors;
}

const RmgProblem *
rmg_diagnostics_get_problem (const RmgDiagnostics *self, guint index)
{
  g_return_val_if_fail (index < self->problems->len, NULL);

  return &get (self, index)->public;
}

static void
append (RmgDiagnostics *self, const Problem *problem)
{
  if (problem->public.severity == RMG_SEVERITY_ERROR)
    self->n_errors++;
  g_array_append_val (self->problems, *problem);
}

void
rmg_diagnostics_add (RmgDiagnostics *self, RmgError code, RmgSeverity severity,
    const RmgSubject *subject, const char *format, ...)
{
  static const RmgSubject nothing = { NULL };
  const RmgSubject *about = subject != NULL ? subject : &nothing;
  Problem problem = {
    .public = { .code = code,
        .severity = self->strict ? RMG_SEVERITY_ERROR : severity,
        .path = g_strdup (about->path),
        .node_id = g_strdup (about->node_id),
        .hint = g_strdup (about->hint) },
    .place = about->place,
    .order = self->problems->len,
  };
  va_list arguments;

  va_start (arguments, format);
  problem.public.message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  append (self, &problem);
}

void
rmg_diagnostics_set_place (
    RmgDiagnostics *self, guint index, guint line, guint column)
{
  get (self, index)->public.line = line;
  get (self, index)->public.column = column;
}

RmgPlace
rmg_diagnostics_get_target (const RmgDiagnostics *self, guint index)
{
  return get (self, index)->place;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Problem *left = a;
  const Problem *right = b;

  if (left->public.line != right->public.line)
    return left->public.line < right->public.line ? -1 : 1;
  if (left->public.column != right->public.column)
    return left->public.column < right->public.column ? -1 : 1;
  return left->order < right->order ? -1 : left->order > right->order;
}

void
rmg_diagnostics_sort (RmgDiagnostics *self, guint first)
{
  if (first < self->problems->len)
    qsort (get (self, first), self->problems->len - first, sizeof (Problem),
        compare_places);
}

void
rmg_diagnostics_append (
    RmgDiagnostics *self, const RmgDiagnostics *from, guint first)
{
  for (guint i = first; i < from->problems->len; i++) {
    Problem copy = *get (from, i);

    own_texts (&copy.public);
    copy.order = self->problems->len;
    append (self, &copy);
  }
}

/* "nodes[0].id: message (hint)" */
static char *
describe (const RmgProblem *problem)
{
  GString *text = g_string_new (NULL);

  if (problem->path != NULL && *problem->path != '\0')
    g_string_append_printf (text, "%s: ", problem->path);
  g_string_append (text, problem->message);
  if (problem->hint != NULL)
    g_string_append_printf (text, " (%s)", problem->hint);
  return g_string_free (text, FALSE);
}

char *
rmg_problem_to_string (const RmgProblem *problem, const char *name)
{
  g_autofree char *text = describe (problem);
  GString *line = g_string_new (NULL);

  if (name != NULL)
    g_string_append_printf (line, "%s:", name);
  if (problem->line != 0)
    g_string_append_printf (line, "%u:%u:", problem->line, problem->column);
  g_string_append_printf (line, "%s%s: %s", line->len > 0 ? " " : "",
      problem->severity == RMG_SEVERITY_ERROR ? "error" : "warning", text);
  return g_string_free (line, FALSE);
}

gboolean
rmg_diagnostics_to_error (
    const RmgDiagnostics *self, guint first, const char *name, GError **error)
{
  g_autofree char *text = NULL;
  const RmgProblem *found = NULL;
  guint n_errors = 0;

  for (guint i = first; i < self->problems->len; i++) {
    const RmgProblem *problem = &get (self, i)->public;

    if (problem->severity != RMG_SEVERITY_ERROR)
      continue;
    if (n_errors++ == 0)
      found = problem;
  }
  if (n_errors == 0)
    return TRUE;

  text = rmg_problem_to_string (found, name);
  if (n_errors == 1)
    g_set_error_literal (error, RMG_ERROR, found->code, text);
  else
    g_set_error (error, RMG_ERROR, RMG_ERROR_INVALID,
        "%u errors, the first: %s", n_errors, text);
  return FALSE;
}
