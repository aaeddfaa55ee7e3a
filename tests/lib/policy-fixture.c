/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/policy-fixture.h"

#include "translator/policy/keys.h"

JsonObject *
rmg_test_parse_object (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (*text == '\0')
    return NULL;
  root = json_from_string (quoted, &error);
  g_assert_no_error (error);
  return json_node_dup_object (root);
}

char *
rmg_test_policy_to_string (const RmgPolicy *policy)
{
  GString *text = g_string_new (NULL);
  RmgPolicy silent;

  rmg_policy_init (&silent);
  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);
    g_autofree char *value = rmg_policy_format (policy, key);
    g_autofree char *usual = rmg_policy_format (&silent, key);

    if (g_strcmp0 (value, usual) != 0)
      g_string_append_printf (text, "%s%s%s%s=%s", text->len > 0 ? " " : "",
          key->object != NULL ? key->object : "",
          key->object != NULL ? "." : "", key->rule.name, value);
  }
  return g_string_free (text, FALSE);
}
