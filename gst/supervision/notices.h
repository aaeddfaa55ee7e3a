/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Messages about nodes for the application. docs/supervision.md lists their
 * fields. Thread: any, without a lock. */
#pragma once

#include "gst/supervision/supervisor.h"

G_BEGIN_DECLS

/** rmg_notices_new: (transfer full): the fields that all messages about a node
 * have; the caller adds its own. */
GstStructure *rmg_notices_new (const char *name, const RmgNode *node);

/** rmg_notices_failed: posts "rmg-node-failed". */
void rmg_notices_failed (RmgSupervisor *self, const RmgFault *fault);

/** rmg_notices_retrying: posts "rmg-node-retrying".
 * @action: "retry", "restart" or "rebuild" */
void rmg_notices_retrying (RmgSupervisor *self, RmgNode *node,
    const RmgFailure *failure, const char *action, guint delay_ms);

/** rmg_notices_restarted: posts "rmg-node-restarted".
 * @action: "restart" or "rebuild" */
void rmg_notices_restarted (
    RmgSupervisor *self, const RmgNode *node, const char *action);

/** rmg_notices_recovered: posts "rmg-recovered".
 * @history: the failed attempts before */
void rmg_notices_recovered (
    RmgSupervisor *self, const RmgNode *node, const RmgHistory *history);

G_END_DECLS
