/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/keys.h"

/* Parts that are off unless the manifest sets them: the default of the table is
 * for a part that is set. */
#define OPTIONAL (RMG_POLICY_BREAKER | RMG_POLICY_RESTART)

static void
test_keys_defaults_are_those_of_the_silent_policy (void)
{
  RmgPolicy policy;

  rmg_policy_init (&policy);
  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgPolicyKey *key = rmg_policy_get_key (i);
    g_autofree char *text = rmg_policy_format (&policy, key);

    if (key->part & OPTIONAL && key->rule.kind == RMG_PARAM_INTEGER)
      continue;
    g_assert_cmpstr (text, ==, key->rule.default_text);
  }
}

static void
test_keys_defaults_are_in_range (void)
{
  for (guint i = 0; i < rmg_policy_get_n_keys (); i++) {
    const RmgParamRule *rule = &rmg_policy_get_key (i)->rule;
    double value = rule->default_text != NULL
        ? g_ascii_strtod (rule->default_text, NULL)
        : 0;

    g_assert_nonnull (rule->description);
    if (rule->kind != RMG_PARAM_INTEGER && rule->kind != RMG_PARAM_NUMBER)
      continue;
    g_assert_cmpfloat (value, >=, rule->min);
    g_assert_cmpfloat (value, <=, rule->max);
  }
}

static void
test_keys_found_by_name_and_alias_of_their_object (void)
{
  const RmgPolicyKey *key = rmg_policy_find_key ("retry", "max_retries");

  g_assert_nonnull (key);
  g_assert_true (rmg_policy_find_key ("retry", "retries") == key);
  g_assert_null (rmg_policy_find_key (NULL, "max_retries"));
  g_assert_null (rmg_policy_find_key ("breaker", "max_retries"));
  g_assert_nonnull (rmg_policy_find_key (NULL, "while_waiting"));
  g_assert_null (rmg_policy_get_key (rmg_policy_get_n_keys ()));
}

static void
test_keys_numbers_and_words_read_as_written (void)
{
  const RmgPolicyKey *jitter = rmg_policy_find_key ("retry", "jitter");
  const RmgPolicyKey *on_open = rmg_policy_find_key ("breaker", "on_open");
  const RmgPolicyKey *probes = rmg_policy_find_key ("breaker", "probes");
  g_autofree char *word = NULL;
  RmgPolicy policy;

  rmg_policy_init (&policy);
  rmg_policy_set_number (&policy, jitter, 0.25);
  rmg_policy_set_number (&policy, on_open, RMG_ON_OPEN_FALLBACK);
  rmg_policy_set_number (&policy, probes, 7);
  g_assert_cmpfloat (policy.retry.jitter, ==, 0.25);
  g_assert_cmpfloat (rmg_policy_get_number (&policy, jitter), ==, 0.25);
  g_assert_cmpint (policy.breaker.on_open, ==, RMG_ON_OPEN_FALLBACK);
  g_assert_cmpuint (policy.breaker.probes, ==, 7);
  word = rmg_policy_format (&policy, on_open);
  g_assert_cmpstr (word, ==, "fallback");
}

/* The word of a choice is the value of the enumeration. */
static void
test_keys_words_have_the_order_of_their_enumeration (void)
{
  RmgPolicy policy;
  g_autofree char *waiting = NULL;
  g_autofree char *leaky = NULL;

  rmg_policy_init (&policy);
  policy.while_waiting = RMG_WAITING_BYPASS;
  policy.queue.leaky = RMG_LEAKY_DOWNSTREAM;
  waiting =
      rmg_policy_format (&policy, rmg_policy_find_key (NULL, "while_waiting"));
  leaky = rmg_policy_format (&policy, rmg_policy_find_key ("queue", "leaky"));
  g_assert_cmpstr (waiting, ==, "bypass");
  g_assert_cmpstr (leaky, ==, "downstream");
}

static void
test_keys_list_is_written_with_blanks (void)
{
  const RmgPolicyKey *on = rmg_policy_find_key ("retry", "on");
  g_autofree char *words = NULL;
  RmgPolicy policy;

  rmg_policy_init (&policy);
  policy.retry.on = RMG_FAILS_DATA | RMG_FAILS_NETWORK;
  words = rmg_policy_format (&policy, on);
  g_assert_true (rmg_policy_is_list (on));
  g_assert_cmpstr (words, ==, "network data");
}

static void
test_keys_class_names_and_bits_correspond (void)
{
  guint bit = 0;

  for (; rmg_failure_class_get_name (bit) != NULL; bit++)
    g_assert_cmpuint (
        rmg_failure_class_from_name (rmg_failure_class_get_name (bit)), ==,
        1u << bit);
  g_assert_cmpuint (1u << (bit - 1), ==, RMG_FAILS_TRANSIENT);
  g_assert_cmpuint (
      rmg_failure_class_from_name ("no-space"), ==, RMG_FAILS_NO_SPACE);
  g_assert_cmpuint (rmg_failure_class_from_name ("nonsense"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy-keys/defaults",
      test_keys_defaults_are_those_of_the_silent_policy);
  g_test_add_func ("/policy-keys/range", test_keys_defaults_are_in_range);
  g_test_add_func (
      "/policy-keys/find", test_keys_found_by_name_and_alias_of_their_object);
  g_test_add_func (
      "/policy-keys/values", test_keys_numbers_and_words_read_as_written);
  g_test_add_func ("/policy-keys/words",
      test_keys_words_have_the_order_of_their_enumeration);
  g_test_add_func ("/policy-keys/list", test_keys_list_is_written_with_blanks);
  g_test_add_func (
      "/policy-keys/classes", test_keys_class_names_and_bits_correspond);
  return g_test_run ();
}
