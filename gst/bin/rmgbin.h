/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A bin with the runtime of a plan. A session owns one; an application puts it
 * into its pipeline as the element rmgbin. */
#pragma once

#include "gst/bin/runtime.h"

G_BEGIN_DECLS

#define RMG_TYPE_BIN (rmg_bin_get_type ())
G_DECLARE_FINAL_TYPE (RmgBin, rmg_bin, RMG, BIN, GstBin)
GST_ELEMENT_REGISTER_DECLARE (rmgbin)

/**
 * rmg_bin_new_for_plan:
 * @plan: the plan
 * @listener: static
 * @data: argument of the functions of @listener; outlives the streaming
 * @error: (out) (optional): the element that could not be built, and why
 *
 * Returns: (transfer floating) (nullable): the bin without pads, in state NULL;
 *   the ports of the plan are not linked
 */
RmgBin *rmg_bin_new_for_plan (
    RmgPlan *plan, const RmgListener *listener, gpointer data, GError **error);

/** rmg_bin_get_runtime: (transfer none) (nullable): %NULL until the bin has a
 * valid manifest or plan. */
RmgRuntime *rmg_bin_get_runtime (RmgBin *self);

G_END_DECLS
