/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "translator/plan/steps.h"

G_BEGIN_DECLS

/**
 * rmg_plan_build:
 * @plan: the plan
 * @bin: an empty bin in state NULL
 * @error: (out) (optional): missing element, refused property or link
 *
 * Makes the elements of @plan in @bin, sets and links them, and lets the sink
 * pads answer caps queries from the plan, so that negotiation costs the same
 * for the hundredth node as for the first. Links whose pad is dynamic are made
 * when that pad appears. Input and output ports are left unlinked.
 *
 * Returns: (transfer full) (element-type GstElement) (nullable): the elements,
 *   at their indices in the plan; on failure @bin is empty again
 */
GPtrArray *rmg_plan_build (const RmgPlan *plan, GstBin *bin, GError **error);

G_END_DECLS
