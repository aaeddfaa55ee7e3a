/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The longest path of a plan. A buffer passes the elements of a path in nested
 * calls, and so do queries and events, also through queues. A path without a
 * limit overflows the stack. */
#pragma once

#include "translator/plan/order.h"
#include "translator/plan/planner.h"

G_BEGIN_DECLS

/** RMG_DEPTH_MAX: largest number of elements on a path. An element needs up to
 * 3 KiB of stack, and a thread has 8 MiB. */
#define RMG_DEPTH_MAX 1500

/** rmg_depth_check: reports the first node that is reached through more than
 * RMG_DEPTH_MAX elements. After the last link. */
void rmg_depth_check (RmgPlanner *planner, const RmgPlanOrder *order);

G_END_DECLS
