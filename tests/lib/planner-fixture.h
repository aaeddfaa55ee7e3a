/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A planner for tests of the parts of planning. The test itself links the
 * translator. */
#pragma once

#include "translator/plan/planner.h"

G_BEGIN_DECLS

typedef struct
{
  RmgPlanner planner;
  RmgPlanOptions options;
  RmgGraph *graph;
  gboolean *keeps_floats; /* none */
} PlannerFixture;

/**
 * planner_fixture_new:
 * @nodes: as for rmg_test_write_manifest()
 * @edges: as for rmg_test_write_manifest()
 *
 * Returns: (transfer full): a planner whose plan has the nodes of the graph and
 *   no element; the first node is being planned
 */
PlannerFixture *planner_fixture_new (const char *nodes, const char *edges);
void planner_fixture_free (PlannerFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlannerFixture, planner_fixture_free)

/** planner_fixture_begin: makes @id the node being planned. */
void planner_fixture_begin (PlannerFixture *self, const char *id);

/** planner_fixture_get_steps: (transfer full): the plan as text, without its
 * first line. */
char *planner_fixture_get_steps (const PlannerFixture *self);

/** planner_fixture_describe_links: (transfer full): the names linked,
 * "from.pad>to.pad" separated by blanks, then the ports, "in:a out:b". */
char *planner_fixture_describe_links (const RmgPlan *plan);

/** planner_fixture_init_part: a part without elements. */
void planner_fixture_init_part (RmgPart *part);
void planner_fixture_clear_part (RmgPart *part);

G_END_DECLS
