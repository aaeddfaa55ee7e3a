/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a wiring, for the files that implement RmgWiring. */
#pragma once

#include "translator/plan/leg-queues.h"
#include "translator/plan/wiring.h"

G_BEGIN_DECLS

#define NONE RMG_PLAN_NONE

/* All arrays are indexed as the graph's nodes or edges are. */
struct _RmgWiring
{
  RmgPlanner *planner;
  const RmgGraph *graph;
  guint n_nodes;
  RmgPlanOutlet *outlets;
  guint *plan_index;
  guint *tees;
  guint *n_outgoing;
  GArray **incoming; /* (element-type guint): edges, connection order */
  guint *legs;       /* number of the edge among those of its source */
  RmgPlanPort *inputs;
  RmgLegQueues *queues;
  GstCaps *offered; /* (nullable): caps at the guard of the last node */
};

/* Moves the outlet to the pad @pad of @element. */
void rmg_wiring_set_outlet (
    RmgPlanOutlet *outlet, guint element, const char *pad, GstCaps *caps);
void rmg_wiring_clear_outlet (RmgPlanOutlet *outlet);

/* Links the outlet to the part, through conversions and a guard where the node
 * needs them. */
void rmg_wiring_enter_part (
    RmgWiring *self, guint node, RmgPart *part, RmgPlanOutlet *outlet);

/* Moves the outlet of the node to the end of the part, after its commit. */
void rmg_wiring_leave_part (
    RmgWiring *self, guint node, RmgPart *part, GstCaps *caps);

/* Reports a node that its policy bypasses and whose output, @caps, differs from
 * its input. */
void rmg_wiring_check_bypass (
    RmgWiring *self, const RmgPart *part, GstCaps *caps);

G_END_DECLS
