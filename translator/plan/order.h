/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The elements of a plan in topological order, for passes over its paths. */
#pragma once

#include "translator/plan/steps.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *elements; /* (element-type guint): each after those that feed it */
  guint n_elements;
  guint *n_incoming; /* by element: its incoming links */
  GArray **outgoing; /* by element: (element-type guint): its outgoing links */
} RmgPlanOrder;

/** rmg_plan_order_new: (transfer full): of a plan with all its links. */
RmgPlanOrder *rmg_plan_order_new (const RmgPlan *plan);
void rmg_plan_order_free (RmgPlanOrder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgPlanOrder, rmg_plan_order_free)

G_END_DECLS
