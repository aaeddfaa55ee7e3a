/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "translator/plan/planner.h"

G_BEGIN_DECLS

/** rmg_plan_warn_unused_policy: warns of each part of the policy that the manifest
 * sets for the node being planned, which has no input, and that has no use there. */
void rmg_plan_warn_unused_policy (RmgPlanner *self);

G_END_DECLS
