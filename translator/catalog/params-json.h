/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads the parameters of a node by the rules of its type. */
#pragma once

#include "translator/catalog/params.h"
#include "translator/manifest/scope.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * rmg_params_read:
 * @scope: the "params" object of the node
 * @self: (out caller-allocates): clear with rmg_params_clear()
 *
 * Reports unknown, missing, contradictory and wrong parameters.
 */
void rmg_params_read (RmgParams *self, const RmgScope *scope,
    const RmgNodeType *type, JsonObject *object);

/** rmg_params_read_properties: each single value in @object, by its name. */
void rmg_params_read_properties (RmgParams *self, JsonObject *object);

/** rmg_param_rule_from_text: (transfer full) (nullable): @text as the JSON
 * value of the type of the rule; %NULL if it is not one. */
JsonNode *rmg_param_rule_from_text (RmgParamKind kind, const char *text);

/** rmg_param_rule_accepts: whether @node fits, with its value in @value. */
gboolean rmg_param_rule_accepts (
    const RmgParamRule *rule, JsonNode *node, GValue *value, RmgError *why);

G_END_DECLS
