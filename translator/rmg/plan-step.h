/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The elements of a plan as data: the element that does the work of each node, the
 * elements around it, and why they are there. */
#pragma once

#include <rmg/api.h>
#include <rmg/plan.h>

G_BEGIN_DECLS

/**
 * RmgPlanStep:
 * @node_id: id of the node that the element works for
 * @node_type: type of the node, as the manifest spells it
 * @name: name of the element in the pipeline; that of the main element of a node
 *   is the id of the node
 * @factory: element factory
 * @role: "node", "convert", "guard", "commit", "fuse", "tee", "queue" or "join"
 * @reason: one line: why the plan has the element
 *
 * One element of a plan.
 */
typedef struct
{
  const char *node_id;
  const char *node_type;
  const char *name;
  const char *factory;
  const char *role;
  const char *reason;

  /*< private >*/
  RmgPlan *plan;
} RmgPlanStep;

#define RMG_TYPE_PLAN_STEP (rmg_plan_step_get_type ())
RMG_API GType rmg_plan_step_get_type (void);

/**
 * rmg_plan_step_copy:
 * @self: a step
 *
 * Copies @self. Thread: any.
 *
 * Returns: (transfer full): the copy; free it with rmg_plan_step_free()
 */
RMG_API RmgPlanStep *rmg_plan_step_copy (const RmgPlanStep *self);

/**
 * rmg_plan_step_free:
 * @self: (transfer full): a step
 *
 * Frees @self. Thread: any.
 */
RMG_API void rmg_plan_step_free (RmgPlanStep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgPlanStep, rmg_plan_step_free)

/**
 * rmg_plan_get_n_steps:
 * @plan: a plan
 *
 * Thread: any.
 *
 * Returns: number of elements of the plan
 */
RMG_API guint rmg_plan_get_n_steps (const RmgPlan *plan);

/**
 * rmg_plan_get_step:
 * @plan: a plan
 * @index: less than rmg_plan_get_n_steps()
 *
 * Elements are in the order in which the pipeline is built. Thread: any.
 *
 * Returns: (transfer full): the element; it keeps the plan
 */
RMG_API RmgPlanStep *rmg_plan_get_step (RmgPlan *plan, guint index);

/**
 * rmg_plan_get_n_notes:
 * @plan: a plan
 *
 * Thread: any.
 *
 * Returns: number of notes
 */
RMG_API guint rmg_plan_get_n_notes (const RmgPlan *plan);

/**
 * rmg_plan_get_note:
 * @plan: a plan
 * @index: less than rmg_plan_get_n_notes()
 *
 * Thread: any.
 *
 * Returns: (transfer none): one line about an inserted conversion and its reason
 */
RMG_API const char *rmg_plan_get_note (const RmgPlan *plan, guint index);

G_END_DECLS
