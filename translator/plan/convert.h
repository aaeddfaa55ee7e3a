/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Conversions that the caps of an edge require. */
#pragma once

#include "translator/plan/planner.h"

G_BEGIN_DECLS

#define RMG_MAX_INSERTED 3

typedef struct
{
  GstCaps *narrowed; /* the part of the caps that the node can accept */
  guint n_elements;
  guint elements[RMG_MAX_INSERTED]; /* in this order, not yet linked */
  GstCaps *caps[RMG_MAX_INSERTED];  /* at the output of each */
} RmgInserted;

/**
 * rmg_plan_convert:
 * @part: the node that receives @caps
 * @inserted: (out caller-allocates): clear with rmg_inserted_clear()
 *
 * Inserts conversions only where @caps are not certainly accepted: a down-mix
 * first, then the rate, then format and up-mix. A property is set where only one
 * value is accepted; where several are, the elements negotiate: a value that
 * arrives stays if it is accepted, and becomes the nearest otherwise. Each
 * conversion is noted in the plan. Reports media that no conversion makes fit, and
 * then narrows @caps to ANY, so that no further problem follows from it.
 */
void rmg_plan_convert (RmgPlanner *planner, const RmgPart *part, GstCaps *caps,
    RmgInserted *inserted);
void rmg_inserted_clear (RmgInserted *inserted);

G_END_DECLS
