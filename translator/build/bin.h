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

/**
 * rmg_plan_make_element:
 * @index: of an element of @plan
 * @error: (out) (optional): missing element or refused property
 *
 * Returns: (transfer full) (nullable): the element with the name and properties
 *   of the plan, in no bin
 */
GstElement *rmg_plan_make_element (
    const RmgPlan *plan, guint index, GError **error);

/**
 * rmg_plan_connect:
 * @elements: (element-type GstElement): the elements of @plan, in one bin
 * @chosen: (nullable) (array): whether each element is new; %NULL if all are
 * @error: (out) (optional): refused link
 *
 * Makes the links of the new elements as rmg_plan_build() does. The pads at the
 * other end are not linked.
 */
gboolean rmg_plan_connect (const RmgPlan *plan, GPtrArray *elements,
    const gboolean *chosen, GError **error);

G_END_DECLS
