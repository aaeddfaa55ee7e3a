/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Scores of a voice activity detector against labels. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double start_s, end_s;
} VadSpan;

typedef struct
{
  double probability;
  gboolean detected; /* to be speech */
  gboolean labelled; /* as speech */
} VadFrame;

/* Errors of edges: detected minus labelled time, for labelled spans with a
 * detected one nearby. */
typedef struct
{
  GArray *frames; /* VadFrame */
  GArray *starts; /* double, ms */
  GArray *ends;   /* double, ms */
  guint n_edges;  /* labelled starts and ends */
} VadScore;

/**
 * vad_labels_read:
 * @path: a text file, one line for each span of speech: start and end in
 *   seconds, then any text; lines that start with # or with a backslash (second
 *   lines of Audacity) are skipped
 * @error: return location
 *
 * Returns: (transfer full): spans (VadSpan) in order, touching spans joined;
 *   %NULL after an error, which names the line
 */
GArray *vad_labels_read (const char *path, GError **error);

/**
 * vad_labels_join:
 * @spans: in order
 * @pause_s: shorter pauses are removed
 *
 * Returns: (transfer full): the spans, joined over short pauses
 */
GArray *vad_labels_join (GArray *spans, double pause_s);

/* Returns: whether half of the time from @start_s to @end_s is labelled */
gboolean vad_labels_hold (GArray *spans, double start_s, double end_s);

void vad_score_init (VadScore *self);
void vad_score_clear (VadScore *self);

/* Adds the edges of one recording. */
void vad_score_add_edges (VadScore *self, GArray *labelled, GArray *detected);

/* Adds everything of @other. */
void vad_score_add (VadScore *self, const VadScore *other);

/* Area under the curve of hits over false alarms: the probability that a frame of
 * speech has the higher probability of two frames; ties count half. NAN without
 * frames of both kinds. */
double vad_score_find_auc (const VadScore *self);

/* Shares at the threshold: missed speech frames, false alarms of other frames, and
 * the harmonic mean of precision and recall. */
double vad_score_find_miss (const VadScore *self);
double vad_score_find_false_alarm (const VadScore *self);
double vad_score_find_f1 (const VadScore *self);

/* Median of @errors (double), or of their magnitudes. */
double vad_score_find_median (const GArray *errors, gboolean magnitude);

G_END_DECLS
