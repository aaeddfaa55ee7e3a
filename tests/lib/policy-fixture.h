/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Policies from short texts, for tests of the translator. */
#pragma once

#include "translator/policy/policy.h"
#include <rmg/error.h>

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** rmg_test_parse_object: (transfer full) (nullable): text with single quotes
 * as a JSON object; %NULL for "". */
JsonObject *rmg_test_parse_object (const char *text);

/** rmg_test_policy_to_string: (transfer full): the keys that differ from the
 * silent policy, "retry.max_retries=5 while_waiting=drop". */
char *rmg_test_policy_to_string (const RmgPolicy *policy);

G_END_DECLS
