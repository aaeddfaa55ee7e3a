/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The records of a trace, for its writers. */
#pragma once

#include "gst/metrics/trace.h"

#include <sys/types.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* id of the node, or name of the event */
  const char *node; /* (nullable): of an event */
  gboolean is_event;
  guint64 start_ns; /* monotonic */
  guint64 total_ns;
  guint64 own_ns;
} RmgTraceRecord;

/* The records of one thread. The lock guards all fields; it is taken after the
 * lock of the trace. */
typedef struct
{
  GMutex lock;
  pid_t thread;
  char name[16];
  guint64 n_added; /* the last RMG_TRACE_RING_SIZE of them are kept */
  RmgTraceRecord *records;
} RmgTraceRing;

struct _RmgTrace
{
  guint serial; /* unique in the process */
  guint64 start_ns;
  GMutex lock;        /* guards the fields below */
  GPtrArray *rings;   /* (element-type RmgTraceRing) */
  GPtrArray *nodes;   /* (element-type RmgTraceNode) */
  GStringChunk *text; /* names */
  guint64 n_dropped;  /* records of threads that have lost their ring */
};

G_END_DECLS
