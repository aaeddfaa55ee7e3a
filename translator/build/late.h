/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Decisions that wait for the caps that arrive. */
#pragma once

#include "translator/plan/steps.h"

G_BEGIN_DECLS

/**
 * rmg_late_install:
 * @plan: the plan
 * @elements: (element-type GstElement): its elements, linked
 * @chosen: (nullable) (array): whether each element is new; %NULL if all are
 *
 * Sets the bitrate of encoders when the number of channels is known. Where the
 * inserted conversions of a node lose quality, and the plan has no warning about
 * it, the main element of the node posts a warning STREAM/FORMAT once.
 */
void rmg_late_install (
    const RmgPlan *plan, GPtrArray *elements, const gboolean *chosen);

G_END_DECLS
