/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Resamplers whose delay has no effect: all of their input comes from local
 * files, as fast as it can be read. They run the longer filter, which rejects from
 * the Nyquist frequency on. */
#pragma once

#include "translator/plan/order.h"
#include "translator/plan/planner.h"

G_BEGIN_DECLS

/** rmg_clips_set: sets the engine "clip" of these resamplers, if their quality is
 * high or best. After the last link. */
void rmg_clips_set (RmgPlanner *planner, const RmgPlanOrder *order);

G_END_DECLS
