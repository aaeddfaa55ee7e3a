/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How node types become elements. */
#pragma once

#include "translator/plan/planner.h"

G_BEGIN_DECLS

/** rmg_recipe_run: adds the elements of the planner's node, and sets in @part
 * how they are entered and left. Problems go to the planner's diagnostics. */
void rmg_recipe_run (RmgPlanner *planner, RmgPart *part);

void rmg_realise_energy_vad (RmgPlanner *planner, RmgPart *part);
void rmg_realise_resample (RmgPlanner *planner, RmgPart *part);
void rmg_realise_format (RmgPlanner *planner, RmgPart *part);
void rmg_realise_transform (RmgPlanner *planner, RmgPart *part);
void rmg_realise_number (RmgPlanner *planner, RmgPart *part);
void rmg_realise_reader (RmgPlanner *planner, RmgPart *part);
void rmg_realise_writer (RmgPlanner *planner, RmgPart *part);

/** rmg_realise_single: the row's one element, its presets and properties. */
void rmg_realise_single (RmgPlanner *planner, RmgPart *part);

/** rmg_realise_foreign: the element of "gst:FACTORY". */
void rmg_realise_foreign (RmgPlanner *planner, RmgPart *part);

/** rmg_realise_hosted: rmghost, which a driver empties. */
void rmg_realise_hosted (RmgPlanner *planner, RmgPart *part);

G_END_DECLS
