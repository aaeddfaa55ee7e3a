/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes that may start after the bin, or never: a sink whose server does not answer
 * yet, a device that is in use, a sink beside others. Such a node starts before the elements of the bin do, so
 * that its failure is one of the node and not of the change of state. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_late_start_prepare: the bin goes to READY, which leaves such nodes in NULL. */
void rmg_late_start_prepare (RmgSupervisor *self);

/**
 * rmg_late_start_run:
 *
 * The bin goes to PAUSED: starts such nodes. A node that fails restarts before its
 * first buffer, if its policy says so. The rest goes on without a sink that was
 * given up.
 *
 * Returns: %FALSE if a node was given up and nothing goes on without it
 */
gboolean rmg_late_start_run (RmgSupervisor *self);

G_END_DECLS
