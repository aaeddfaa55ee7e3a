/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/guard/policy.h"

#include "elements/base/settings.h"
#include "gst/elements/guard/data.h"
#include "gst/nodes/log.h"
#include "gst/nodes/node-policy.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

/* The id of a property is the index of its key plus one. */
static const RmgPolicyKey *
get_key (guint id)
{
  return rmg_policy_get_key (id - 1);
}

static char *
make_name (const RmgPolicyKey *key)
{
  char *name = g_strconcat (key->object != NULL ? key->object : "",
      key->object != NULL ? "-" : "", key->rule.name, NULL);

  return g_strdelimit (name, "_", '-');
}

/* First letter in upper case. */
static char *
make_blurb (const RmgPolicyKey *key)
{
  char *blurb = g_strdup (key->rule.description);

  *blurb = g_ascii_toupper (*blurb);
  return blurb;
}

/* The default is that of a manifest without the part. */
static GParamSpec *
make_pspec (const RmgPolicyKey *key, const RmgPolicy *silent)
{
  const RmgParamRule *rule = &key->rule;
  const GParamFlags flags = G_PARAM_READWRITE |
      (key->refusal == NULL ? GST_PARAM_MUTABLE_PLAYING : 0);
  g_autofree char *name = make_name (key);
  const char *nick = rmg_setting_nick (name);
  g_autofree char *blurb = make_blurb (key);

  switch (rule->kind) {
    case RMG_PARAM_INTEGER:
      return g_param_spec_uint (name, nick, blurb, (guint) rule->min,
          (guint) rule->max, (guint) rmg_policy_get_number (silent, key),
          flags);
    case RMG_PARAM_NUMBER:
      return g_param_spec_double (name, nick, blurb, rule->min, rule->max,
          rmg_policy_get_number (silent, key), flags);
    default:
      return g_param_spec_string (name, nick, blurb, rule->default_text, flags);
  }
}

static double
get_number (const GValue *value)
{
  if (G_VALUE_HOLDS_UINT (value))
    return g_value_get_uint (value);
  return G_VALUE_HOLDS_DOUBLE (value) ? g_value_get_double (value) : 0;
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RmgGuard *guard = RMG_GUARD (object);
  const RmgPolicyKey *key = get_key (id);
  g_autofree char *name = make_name (key);
  const char *refusal = guard->node != NULL
      ? rmg_node_set_policy (guard->node, key, get_number (value))
      : "the guard has no node";

  if (refusal != NULL)
    g_warning (
        "%s of %s cannot change: %s", name, GST_OBJECT_NAME (guard), refusal);
  else
    GST_INFO_OBJECT (guard, "%s is %g from now on", name, get_number (value));
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RmgNode *node = RMG_GUARD (object)->node;
  const RmgPolicyKey *key = get_key (id);
  RmgPolicy policy;

  rmg_policy_init (&policy);
  if (node != NULL)
    policy = rmg_node_get_policy (node);
  if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, (guint) rmg_policy_get_number (&policy, key));
  else if (G_VALUE_HOLDS_DOUBLE (value))
    g_value_set_double (value, rmg_policy_get_number (&policy, key));
  else
    g_value_take_string (value, rmg_policy_format (&policy, key));
}

void
rmg_guard_policy_install (GObjectClass *klass)
{
  RmgPolicy silent;

  klass->set_property = set_property;
  klass->get_property = get_property;
  rmg_policy_init (&silent);
  for (guint i = 0; i < rmg_policy_get_n_keys (); i++)
    g_object_class_install_property (
        klass, i + 1, make_pspec (rmg_policy_get_key (i), &silent));
}
