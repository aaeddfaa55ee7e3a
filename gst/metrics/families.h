/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The metric families of snapshots as data, for the writers of text formats: name,
 * type, unit, and samples with their labels. A number that is not known has no
 * sample. docs/metrics.md lists the families. Pure: no lock, no clock. */
#pragma once

#include "gst/metrics/metrics.h"

G_BEGIN_DECLS

typedef enum
{
  RMG_FAMILY_INFO,
  RMG_FAMILY_COUNTER,
  RMG_FAMILY_GAUGE,
  RMG_FAMILY_HISTOGRAM,
  RMG_FAMILY_STATESET,
} RmgFamilyType;

typedef enum
{
  RMG_UNIT_NONE,
  RMG_UNIT_BYTES,
  RMG_UNIT_SECONDS, /* values are in ns */
} RmgFamilyUnit;

typedef struct
{
  const char *key;
  const char *value;
} RmgFamilyLabel;

/** RMG_MAX_FAMILY_LABELS: greatest number of labels of a sample. */
#define RMG_MAX_FAMILY_LABELS 5

typedef struct
{
  RmgFamilyLabel labels[RMG_MAX_FAMILY_LABELS];
  guint n_labels;
  guint64 value;
  const RmgHistogram *histogram; /* (nullable): instead of @value */
} RmgFamilySample;

typedef struct
{
  const char *name; /* static, without the suffix of a format */
  const char *help; /* static */
  RmgFamilyType type;
  RmgFamilyUnit unit;
  GArray *samples; /* (element-type RmgFamilySample) */
} RmgFamily;

typedef struct
{
  GArray *families;   /* (element-type RmgFamily) */
  GArray *merged;     /* (element-type RmgMergedNode): numbers of samples */
  GArray *paths;      /* (element-type RmgMergedPath): numbers too */
  GArray *pipelines;  /* (element-type RmgMergedPipeline): numbers too */
  GStringChunk *text; /* values of labels that are no texts of a snapshot */
} RmgFamilies;

/** RMG_FAMILY_FIRST_BUCKET, RMG_FAMILY_LAST_BUCKET: first and last bucket of a
 * #RmgHistogram whose bound is exported: 2^10 ns (1 us) and 2^36 ns (69 s). */
#define RMG_FAMILY_FIRST_BUCKET 10
#define RMG_FAMILY_LAST_BUCKET 36

/**
 * rmg_families_new:
 * @list: (array length=n_metrics): snapshots, which must outlive the result
 *
 * Sums the sessions of one pipeline by node, see rmg_metrics_merge().
 *
 * Returns: (transfer full): all families, also those without a sample
 */
RmgFamilies *rmg_families_new (RmgMetrics *const *list, guint n_metrics);

/** rmg_families_begin: (transfer none) (element-type RmgFamilySample): appends
 * @family, whose samples the caller adds to the result. */
GArray *rmg_families_begin (RmgFamilies *self, RmgFamily family);

/** rmg_families_add_nodes: appends the families of the merged nodes. */
void rmg_families_add_nodes (RmgFamilies *self);

/** rmg_family_sample_add_label: @key and @value outlive the families. */
static inline void
rmg_family_sample_add_label (
    RmgFamilySample *self, const char *key, const char *value)
{
  g_assert (self->n_labels < RMG_MAX_FAMILY_LABELS);
  self->labels[self->n_labels++] = (RmgFamilyLabel){ key, value };
}

void rmg_families_free (RmgFamilies *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgFamilies, rmg_families_free)

G_END_DECLS
