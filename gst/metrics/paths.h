/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Latency of the paths from inputs to outputs of a graph. An input notes when the
 * data of each stamp arrives; an output looks up when the data of its stamp
 * arrived. A stamp is a time stamp, or the number of an item. No clock. */
#pragma once

#include "gst/metrics/metrics.h"

G_BEGIN_DECLS

/** RMG_PATH_NO_STAMP: stamp of data that has none. */
#define RMG_PATH_NO_STAMP G_MAXUINT64

/* An input. Data is matched by the numbers of items if @by_item, otherwise by time
 * stamps. */
typedef struct
{
  const char *id; /* of the node */
  gboolean by_item;
  struct _RmgPathNotes *notes;
} RmgPathInput;

/* Stamps of the data that arrives at an output. */
typedef struct
{
  guint64 time; /* time stamp, or RMG_PATH_NO_STAMP */
  guint64 item; /* number of the item, or RMG_PATH_NO_STAMP */
} RmgPathStamp;

typedef struct
{
  const RmgPathInput *from;
  const char *to; /* id of the node */
  RmgHistogram latency;
} RmgPath;

/* An output, and the paths that lead to it. One thread at a time delivers data. */
typedef struct
{
  const char *id;   /* of the node */
  GPtrArray *paths; /* (element-type RmgPath) */
} RmgPathOutput;

/** rmg_path_input_new: @n_notes: number of arrivals that are kept, the last ones;
 * at least 1. @id: (transfer none) */
RmgPathInput *rmg_path_input_new (
    const char *id, gboolean by_item, guint n_notes);
void rmg_path_input_free (RmgPathInput *self);

/**
 * rmg_path_input_note:
 * @stamp: of the data; %RMG_PATH_NO_STAMP is ignored
 * @end: end of the data, %RMG_PATH_NO_STAMP if it is not known
 * @now_ns: time of the arrival
 *
 * Data with the stamp of the data before belongs to it. A stamp that is less than
 * the one before begins a new stream. Thread: any.
 */
void rmg_path_input_note (
    RmgPathInput *self, guint64 stamp, guint64 end, guint64 now_ns);

/**
 * rmg_path_input_find:
 * @arrived_ns: (out): time at which the data that contains @stamp arrived
 *
 * Returns: %FALSE if that is not known. Thread: any.
 */
gboolean rmg_path_input_find (
    const RmgPathInput *self, guint64 stamp, guint64 *arrived_ns);

/** rmg_path_output_new: @id: (transfer none) */
RmgPathOutput *rmg_path_output_new (const char *id);
void rmg_path_output_free (RmgPathOutput *self);

/** rmg_path_output_add: adds the path from @from, which outlives @self. */
void rmg_path_output_add (RmgPathOutput *self, const RmgPathInput *from);

/** rmg_path_output_arrive: adds the latency of data at @now_ns to each path whose
 * input knows @stamp. Thread: the streaming thread of the output. */
void rmg_path_output_arrive (
    RmgPathOutput *self, const RmgPathStamp *stamp, guint64 now_ns);

G_END_DECLS
