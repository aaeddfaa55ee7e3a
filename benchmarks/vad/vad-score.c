/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "benchmarks/vad/vad-score.h"

#include <math.h>

#define NEAR_S 0.5 /* edges further apart do not match */

/* Returns: whether @line holds a span; otherwise skip it, or @error is
 * set */
static gboolean
parse_line (const char *line, guint number, VadSpan *span, GError **error)
{
  char *behind_start = NULL, *behind_end = NULL;

  while (g_ascii_isspace (*line))
    line++;
  if (*line == '\0' || *line == '#' || *line == '\\')
    return FALSE;
  span->start_s = g_ascii_strtod (line, &behind_start);
  span->end_s = g_ascii_strtod (behind_start, &behind_end);
  if (behind_start != line && behind_end != behind_start &&
      span->start_s >= 0.0 && span->end_s > span->start_s)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
      "line %u: expected start and end in seconds", number);
  return FALSE;
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const VadSpan *x = a, *y = b;

  return x->start_s < y->start_s ? -1 : x->start_s > y->start_s;
}

GArray *
vad_labels_join (GArray *spans, double pause_s)
{
  GArray *joined = g_array_new (FALSE, FALSE, sizeof (VadSpan));

  for (guint i = 0; i < spans->len; i++) {
    const VadSpan span = g_array_index (spans, VadSpan, i);
    VadSpan *last = joined->len > 0
        ? &g_array_index (joined, VadSpan, joined->len - 1)
        : NULL;

    if (last != NULL && span.start_s <= last->end_s + pause_s)
      last->end_s = MAX (last->end_s, span.end_s);
    else
      g_array_append_val (joined, span);
  }
  return joined;
}

GArray *
vad_labels_read (const char *path, GError **error)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (VadSpan));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GError *wrong = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && wrong == NULL; i++) {
    VadSpan span;

    if (parse_line (lines[i], i + 1, &span, &wrong))
      g_array_append_val (spans, span);
  }
  if (wrong != NULL) {
    g_propagate_prefixed_error (error, wrong, "%s: ", path);
    return NULL;
  }
  g_array_sort (spans, compare_spans);
  return vad_labels_join (spans, 0.0);
}

gboolean
vad_labels_hold (GArray *spans, double start_s, double end_s)
{
  double held_s = 0.0;

  for (guint i = 0; i < spans->len; i++) {
    const VadSpan *span = &g_array_index (spans, VadSpan, i);
    const double from = MAX (start_s, span->start_s);
    const double to = MIN (end_s, span->end_s);

    held_s += MAX (0.0, to - from);
  }
  return held_s >= 0.5 * (end_s - start_s);
}

void
vad_score_init (VadScore *self)
{
  self->frames = g_array_new (FALSE, FALSE, sizeof (VadFrame));
  self->starts = g_array_new (FALSE, FALSE, sizeof (double));
  self->ends = g_array_new (FALSE, FALSE, sizeof (double));
  self->n_edges = 0;
}

void
vad_score_clear (VadScore *self)
{
  g_array_unref (self->frames);
  g_array_unref (self->starts);
  g_array_unref (self->ends);
}

void
vad_score_add (VadScore *self, const VadScore *other)
{
  g_array_append_vals (self->frames, other->frames->data, other->frames->len);
  g_array_append_vals (self->starts, other->starts->data, other->starts->len);
  g_array_append_vals (self->ends, other->ends->data, other->ends->len);
  self->n_edges += other->n_edges;
}

static double
get_edge (const VadSpan *span, gboolean start)
{
  return start ? span->start_s : span->end_s;
}

/* The nearest detected edge, unless all are too far. */
static void
add_error (GArray *errors, double labelled_s, GArray *detected, gboolean start)
{
  double nearest = INFINITY;

  for (guint i = 0; i < detected->len; i++) {
    const VadSpan *span = &g_array_index (detected, VadSpan, i);
    const double error = get_edge (span, start) - labelled_s;

    if (fabs (error) < fabs (nearest))
      nearest = error;
  }
  if (fabs (nearest) > NEAR_S)
    return;
  nearest *= 1000.0;
  g_array_append_val (errors, nearest);
}

void
vad_score_add_edges (VadScore *self, GArray *labelled, GArray *detected)
{
  for (guint i = 0; i < labelled->len; i++) {
    const VadSpan *span = &g_array_index (labelled, VadSpan, i);

    add_error (self->starts, span->start_s, detected, TRUE);
    add_error (self->ends, span->end_s, detected, FALSE);
  }
  self->n_edges += 2 * labelled->len;
}

static int
compare_frames (gconstpointer a, gconstpointer b)
{
  const VadFrame *x = a, *y = b;

  return x->probability < y->probability ? -1 : x->probability > y->probability;
}

/* By the sum of ranks of the frames of speech (Mann and Whitney, 1947). */
double
vad_score_find_auc (const VadScore *self)
{
  g_autoptr (GArray) sorted = g_array_copy (self->frames);
  const VadFrame *frames = (const VadFrame *) sorted->data;
  double n_speech = 0.0, n_other = 0.0, wins = 0.0;

  g_array_sort (sorted, compare_frames);
  for (guint i = 0; i < sorted->len;) {
    double speech = 0.0, other = 0.0;
    const double probability = frames[i].probability;

    for (; i < sorted->len && frames[i].probability == probability; i++) {
      speech += frames[i].labelled;
      other += !frames[i].labelled;
    }
    wins += speech * (n_other + 0.5 * other);
    n_speech += speech;
    n_other += other;
  }
  return wins / (n_speech * n_other);
}

/* Counts frames that are @labelled, and those of them that are @detected. */
static double
count (const VadScore *self, gboolean labelled, double *detected)
{
  double n = 0.0;

  *detected = 0.0;
  for (guint i = 0; i < self->frames->len; i++) {
    const VadFrame *frame = &g_array_index (self->frames, VadFrame, i);

    if (frame->labelled == labelled) {
      n += 1.0;
      *detected += frame->detected;
    }
  }
  return n;
}

double
vad_score_find_miss (const VadScore *self)
{
  double detected;
  const double n = count (self, TRUE, &detected);

  return 1.0 - detected / n;
}

double
vad_score_find_false_alarm (const VadScore *self)
{
  double detected;
  const double n = count (self, FALSE, &detected);

  return detected / n;
}

double
vad_score_find_f1 (const VadScore *self)
{
  double hits, alarms;
  const double n_speech = count (self, TRUE, &hits);

  count (self, FALSE, &alarms);
  return 2.0 * hits / (n_speech + hits + alarms);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

double
vad_score_find_median (const GArray *errors, gboolean magnitude)
{
  g_autoptr (GArray) sorted = g_array_copy ((GArray *) errors);
  double *values = (double *) sorted->data;

  if (sorted->len == 0)
    return NAN;
  for (guint i = 0; magnitude && i < sorted->len; i++)
    values[i] = fabs (values[i]);
  g_array_sort (sorted, compare_doubles);
  return 0.5 * (values[(sorted->len - 1) / 2] + values[sorted->len / 2]);
}
