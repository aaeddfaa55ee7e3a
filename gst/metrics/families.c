/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/families.h"

#include "gst/metrics/merge.h"

#include <rmg/state.h>
#include <stddef.h>

GArray *
rmg_families_begin (RmgFamilies *self, RmgFamily family)
{
  family.samples = g_array_new (FALSE, FALSE, sizeof (RmgFamilySample));
  g_array_append_val (self->families, family);
  return family.samples;
}

/* A sample with one label. */
static void
add_single (GArray *samples, const char *key, const char *label, guint64 value)
{
  RmgFamilySample sample = { .value = value };

  rmg_family_sample_add_label (&sample, key, label);
  g_array_append_val (samples, sample);
}

static void
add_build (RmgFamilies *self)
{
  GArray *build = rmg_families_begin (self,
      (RmgFamily){ "rmg_build", "Version of RemoteMedia.", RMG_FAMILY_INFO });

  add_single (build, "version", RMG_VERSION, 1);
}

static guint64
count_sessions (RmgMetrics *const *list, guint n_metrics, const char *state)
{
  guint64 n_sessions = 0;

  for (guint i = 0; i < n_metrics; i++)
    n_sessions += g_str_equal (rmg_metrics_get_state (list[i]), state);
  return n_sessions;
}

static void
add_sessions (RmgFamilies *self, RmgMetrics *const *list, guint n_metrics)
{
  static const RmgState states[] = { RMG_STATE_STARTING, RMG_STATE_RUNNING,
    RMG_STATE_RESTARTING, RMG_STATE_DEGRADED, RMG_STATE_DRAINING,
    RMG_STATE_STOPPED, RMG_STATE_FAILED };
  GArray *sessions = rmg_families_begin (self,
      (RmgFamily){
          "rmg_sessions", "Sessions in each state.", RMG_FAMILY_GAUGE });

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    const char *state = rmg_state_get_name (states[i]);

    add_single (
        sessions, "state", state, count_sessions (list, n_metrics, state));
  }
}

/* A time of the pipeline: a sum over its sessions would mean nothing. */
static void
add_pipeline_time (RmgFamilies *self, const RmgMetrics *metrics,
    const char *name, const char *help, guint64 value_ns)
{
  GArray *times;

  if (value_ns == RMG_METRIC_UNKNOWN)
    return;
  times = rmg_families_begin (
      self, (RmgFamily){ name, help, RMG_FAMILY_GAUGE, RMG_UNIT_SECONDS });
  add_single (
      times, "pipeline", rmg_metrics_get_pipeline_id (metrics), value_ns);
}

static void
add_pipeline_times (RmgFamilies *self, const RmgMetrics *metrics)
{
  add_pipeline_time (self, metrics, "rmg_pipeline_media_seconds",
      "Running time of the processed media.", metrics->media_ns);
  add_pipeline_time (self, metrics, "rmg_pipeline_wall_seconds",
      "Wall time since the first input.", metrics->duration_ns);
}

/* Sums over the sessions of each pipeline. */
static const struct
{
  const char *name;
  const char *help;
  RmgFamilyType type;
  RmgFamilyUnit unit;
  gsize offset; /* of the number in RmgMergedPipeline */
} pipeline_sums[] = {
  { "rmg_pipeline_executions", "Runs of the whole pipeline.",
      RMG_FAMILY_COUNTER, RMG_UNIT_NONE,
      offsetof (RmgMergedPipeline, executions) },
  { "rmg_pipeline_memory_bytes", "Bytes of data and state that sessions hold.",
      RMG_FAMILY_GAUGE, RMG_UNIT_BYTES,
      offsetof (RmgMergedPipeline, memory_bytes) },
};

static void
add_pipeline_sums (RmgFamilies *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pipeline_sums); i++) {
    GArray *samples = rmg_families_begin (self,
        (RmgFamily){ pipeline_sums[i].name, pipeline_sums[i].help,
            pipeline_sums[i].type, pipeline_sums[i].unit });

    for (guint k = 0; k < self->pipelines->len; k++) {
      const RmgMergedPipeline *merged =
          &g_array_index (self->pipelines, RmgMergedPipeline, k);
      const guint64 value =
          G_STRUCT_MEMBER (guint64, merged, pipeline_sums[i].offset);

      if (value != RMG_METRIC_UNKNOWN)
        add_single (samples, "pipeline", merged->id, value);
    }
  }
}

static void
add_copy (
    GArray *samples, const char *pipeline, RmgCopyReason reason, guint64 value)
{
  RmgFamilySample sample = { .value = value };

  if (value == RMG_METRIC_UNKNOWN)
    return;
  rmg_family_sample_add_label (&sample, "pipeline", pipeline);
  rmg_family_sample_add_label (
      &sample, "reason", rmg_copy_reason_get_name (reason));
  g_array_append_val (samples, sample);
}

static void
add_copies (RmgFamilies *self)
{
  GArray *counts = rmg_families_begin (self,
      (RmgFamily){ "rmg_pipeline_copies", "Copies of pushed and pulled data.",
          RMG_FAMILY_COUNTER });
  GArray *sizes = rmg_families_begin (self,
      (RmgFamily){ "rmg_pipeline_copied_bytes",
          "Bytes of pushed and pulled data that were copied.",
          RMG_FAMILY_COUNTER, RMG_UNIT_BYTES });

  for (guint i = 0; i < self->pipelines->len; i++) {
    const RmgMergedPipeline *merged =
        &g_array_index (self->pipelines, RmgMergedPipeline, i);

    for (guint reason = 0; reason < RMG_N_COPY_REASONS; reason++) {
      add_copy (counts, merged->id, reason, merged->n_copies[reason]);
      add_copy (sizes, merged->id, reason, merged->n_copied_bytes[reason]);
    }
  }
}

static void
add_paths (RmgFamilies *self)
{
  GArray *paths = rmg_families_begin (self,
      (RmgFamily){ "rmg_path_latency_seconds",
          "Wall time from an input of the pipeline to an output.",
          RMG_FAMILY_HISTOGRAM, RMG_UNIT_SECONDS });

  for (guint i = 0; i < self->paths->len; i++) {
    const RmgMergedPath *merged =
        &g_array_index (self->paths, RmgMergedPath, i);
    RmgFamilySample sample = { .histogram = &merged->path.latency };

    rmg_family_sample_add_label (&sample, "pipeline", merged->pipeline);
    rmg_family_sample_add_label (&sample, "from", merged->path.from);
    rmg_family_sample_add_label (&sample, "to", merged->path.to);
    g_array_append_val (paths, sample);
  }
}

static void
clear_family (gpointer data)
{
  g_array_unref (((RmgFamily *) data)->samples);
}

RmgFamilies *
rmg_families_new (RmgMetrics *const *list, guint n_metrics)
{
  RmgFamilies *self = g_new0 (RmgFamilies, 1);

  self->families = g_array_new (FALSE, FALSE, sizeof (RmgFamily));
  g_array_set_clear_func (self->families, clear_family);
  self->merged = rmg_metrics_merge (list, n_metrics);
  self->paths = rmg_metrics_merge_paths (list, n_metrics);
  self->pipelines = rmg_metrics_merge_pipelines (list, n_metrics);
  self->text = g_string_chunk_new (64);
  add_build (self);
  add_sessions (self, list, n_metrics);
  if (n_metrics == 1)
    add_pipeline_times (self, list[0]);
  add_pipeline_sums (self);
  add_copies (self);
  add_paths (self);
  rmg_families_add_nodes (self);
  return self;
}

void
rmg_families_free (RmgFamilies *self)
{
  g_array_unref (self->families);
  g_array_unref (self->merged);
  g_array_unref (self->paths);
  g_array_unref (self->pipelines);
  g_string_chunk_free (self->text);
  g_free (self);
}
