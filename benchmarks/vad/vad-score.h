/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What a voice activity detector told against what a person marked. */
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
  gboolean told;     /* to be speech */
  gboolean labelled; /* as speech */
} VadFrame;

/* Errors of edges are those of labelled spans near which one was told, told
 * less labelled. */
typedef struct
{
  GArray *frames; /* VadFrame */
  GArray *starts; /* double, ms */
  GArray *ends;   /* double, ms */
  guint n_edges;  /* labelled starts and ends */
} VadScore;

/**
 * vad_labels_read:
 * @path: a text file, a line for each span of speech: start and end in
 *   seconds, then anything; what starts with # is none, nor what starts with
 *   a backslash, as Audacity's second lines do
 * @error: return location
 *
 * Returns: (transfer full): spans (VadSpan) in order, those that meet joined;
 *   %NULL after an error, which names the line
 */
GArray *vad_labels_read (const char *path, GError **error);

/**
 * vad_labels_join:
 * @spans: in order
 * @pause_s: shorter pauses are none
 *
 * Returns: (transfer full): the spans, joined over short pauses
 */
GArray *vad_labels_join (GArray *spans, double pause_s);

/* Returns: whether half of the time from @start_s to @end_s is labelled */
gboolean vad_labels_hold (GArray *spans, double start_s, double end_s);

void vad_score_init (VadScore *self);
void vad_score_clear (VadScore *self);

/* Adds the edges of one recording. */
void vad_score_add_edges (VadScore *self, GArray *labelled, GArray *told);

/* Adds everything of @other. */
void vad_score_add (VadScore *self, const VadScore *other);

/* Area under the curve of hits over false alarms: how probable it is that a
 * frame of speech was given the higher probability of two; ties count half.
 * NAN, as below, without what to count. */
double vad_score_find_auc (const VadScore *self);

/* Shares at the threshold: of speech not told, of other frames told, and the
 * harmonic mean of precision and recall. */
double vad_score_find_miss (const VadScore *self);
double vad_score_find_false_alarm (const VadScore *self);
double vad_score_find_f1 (const VadScore *self);

/* Median of @errors (double), or of their magnitudes. */
double vad_score_find_median (const GArray *errors, gboolean magnitude);

G_END_DECLS
