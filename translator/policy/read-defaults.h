/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads the policy that a manifest sets for all nodes. */
#pragma once

#include "translator/manifest/scope.h"
#include "translator/policy/policy.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * rmg_policy_read_defaults:
 * @self: (inout): the policy of every node that sets none
 * @scope: the whole manifest
 * @config: (nullable): member "config" of the manifest: `max_retries`,
 *   `retry_policy` and `circuit_breaker_threshold` of the documented form
 * @defaults: (nullable): member "defaults" of the manifest; overrides @config
 *
 * Reports problems as rmg_policy_read() does.
 */
void rmg_policy_read_defaults (RmgPolicy *self, const RmgScope *scope,
    JsonObject *config, JsonObject *defaults);

G_END_DECLS
