/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The edges of a plan: tees and legs, joins, guards, inserted conversions,
 * and the caps that each link carries. */
#pragma once

#include "translator/plan/planner.h"

G_BEGIN_DECLS

typedef struct _RmgWiring RmgWiring;

RmgWiring *rmg_wiring_new (RmgPlanner *planner);

/**
 * rmg_wiring_connect:
 * @node: index in the graph; the nodes that feed it are connected already
 * @part: its elements
 */
void rmg_wiring_connect (RmgWiring *self, guint node, RmgPart *part);

/**
 * rmg_wiring_connect_fallback:
 * @node: index in the graph of the node that was connected last
 * @part: the elements of the node being planned, which takes over for it
 *
 * Connects the elements to the pads "fallback" of the guard and the commit of
 * @node. Reports a node that cannot take over.
 */
void rmg_wiring_connect_fallback (RmgWiring *self, guint node, RmgPart *part);

/** rmg_wiring_finish: (transfer full): writes the ports in manifest order. */
void rmg_wiring_finish (RmgWiring *self);

G_END_DECLS
