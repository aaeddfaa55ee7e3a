/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads policies from a manifest. */
#pragma once

#include "translator/manifest/scope.h"
#include "translator/policy/policy.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * rmg_policy_read:
 * @self: (inout): the policy so far; parts without a key keep their values
 * @scope: the place of @object
 * @object: a node of a manifest; members that are not of a policy are ignored,
 *   and "fallback" if it is an object
 *
 * Reports wrong types, values out of range, unknown keys with the nearest
 * known one, and values that contradict each other.
 */
void rmg_policy_read (
    RmgPolicy *self, const RmgScope *scope, JsonObject *object);

G_END_DECLS
