/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Advice for the user about a fault. Pure. */
#pragma once

#include <rmg/fault.h>

G_BEGIN_DECLS

/**
 * rmg_fault_hint:
 * @kind: reason why the node was given up
 * @error: domain and code of the cause
 * @flow: flow return of the node
 *
 * Returns: (transfer none) (nullable): a sentence; %NULL if nothing general is
 *   known about the cause
 */
const char *rmg_fault_hint (
    RmgFaultKind kind, const GError *error, GstFlowReturn flow);

G_END_DECLS
