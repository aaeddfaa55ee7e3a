/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Report about the threads and queues of a bin at one moment, as text and as
 * JSON. Pure: no element, no lock. docs/supervision.md describes the fields. */
#pragma once

#include "gst/bin/waits.h"

G_BEGIN_DECLS

/* Levels of a queue. A limit of 0 means that there is no limit. */
typedef struct
{
  char *name;
  guint node;
  guint64 buffers;
  guint64 bytes;
  guint64 time_ns;
  guint64 max_buffers;
  guint64 max_bytes;
  guint64 max_time_ns;
} RmgStallQueue;

typedef struct
{
  const char *id;      /* borrowed from the plan */
  const char *type;    /* borrowed from the plan */
  const char *state;   /* static */
  const char *breaker; /* static; (nullable): the node has no breaker */
  guint64 age_ns;      /* of the last buffer, or RMG_METRIC_UNKNOWN */
  RmgWait wait;
  char *pad; /* (nullable): innermost pad that a thread is inside of */
  char
      *nested; /* (nullable): report of the manifest that the node runs, JSON */
} RmgStallNode;

typedef struct
{
  char *name;            /* of the manifest */
  const char *bin_state; /* static */
  gboolean threaded;
  RmgStallNode *nodes;
  guint n_nodes;
  GArray *queues; /* (element-type RmgStallQueue) */
  guint blocking; /* node that most nodes wait for, or RMG_PLAN_NONE */
} RmgStallReport;

/** rmg_stall_report_new: (transfer full): a report with @n_nodes empty nodes */
RmgStallReport *rmg_stall_report_new (const char *name, guint n_nodes);
void rmg_stall_report_free (RmgStallReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgStallReport, rmg_stall_report_free)

/** rmg_stall_report_describe_blocking: (transfer full): a sentence about the node
 * that the others wait for, without a period */
char *rmg_stall_report_describe_blocking (const RmgStallReport *self);

/** rmg_stall_report_to_text: (transfer full): a table, with a final newline */
char *rmg_stall_report_to_text (const RmgStallReport *self);

/** rmg_stall_report_to_json: (transfer full): one object, no final newline */
char *rmg_stall_report_to_json (const RmgStallReport *self);

G_END_DECLS
