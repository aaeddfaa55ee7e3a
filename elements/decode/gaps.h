/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Finds missing parts of a decoded stream: places where the time of the
 * buffers jumps, places where a parser lost its frames, and an end before the
 * length that the file says. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstClockTime tolerance;
  gboolean has_next;
  GstClockTime next; /* expected time of the next buffer */
  guint n_places;
  GstClockTime first;   /* of the first place */
  GstClockTime missing; /* sum of all places */
} RmgGaps;

void rmg_gaps_init (RmgGaps *self);

/** rmg_gaps_reset: the next buffer may have any time. Keeps the findings. */
void rmg_gaps_reset (RmgGaps *self);

/** rmg_gaps_add: a buffer with a time; @duration follows from its frames. */
void rmg_gaps_add (RmgGaps *self, GstClockTime time, GstClockTime duration);

/** rmg_gaps_add_place: damage at @time without a jump of the time. */
void rmg_gaps_add_place (RmgGaps *self, GstClockTime time);

/** rmg_gaps_describe: (transfer full) (nullable): a sentence on all places;
 * @delay is subtracted from their time. */
char *rmg_gaps_describe (const RmgGaps *self, GstClockTime delay);

/** rmg_gaps_describe_end: (transfer full) (nullable): a sentence if the stream
 * ended more than the tolerance before @length, delay included. */
char *rmg_gaps_describe_end (
    const RmgGaps *self, GstClockTime length, GstClockTime delay);

G_END_DECLS
