/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/keys.h"

#include <string.h>

#define DAY_MS (24 * 3600 * 1000)
#define COUNT(high) .kind = RMG_PARAM_INTEGER, .min = 0, .max = (high)
#define TIME COUNT (DAY_MS), .unit = "ms"
#define NUMBER(low, high) .kind = RMG_PARAM_NUMBER, .min = (low), .max = (high)
#define WORD(words) .kind = RMG_PARAM_CHOICE, .choices = (words)
#define AT(field) .offset = G_STRUCT_OFFSET (RmgPolicy, field)
#define PART(name) .part = RMG_POLICY_##name

#define PLANNED "the plan has made the elements for it"
#define STARTED "its timer starts with the bin"

static const char *const class_names[] = {
  "network",
  "http-server",
  "http-client",
  "timeout",
  "busy",
  "open",
  "read",
  "write",
  "not-found",
  "not-authorized",
  "no-space",
  "settings",
  "format",
  "data",
  "missing-plugin",
  "stream",
  "internal",
  "flow",
  "other",
  "transient",
};

static const RmgPolicyKey keys[] = {
  { "retry",
      { "max_retries", "retries attempts max_attempts", COUNT (1000000),
          .default_text = "3",
          .description = "retries of a buffer after the first attempt" },
      PART (RETRY), AT (retry.max_retries) },
  { "retry",
      { "backoff_ms", "delay delay_ms base_ms", TIME, .default_text = "100",
          .description = "delay before the first retry" },
      PART (RETRY), AT (retry.backoff_ms) },
  { "retry",
      { "multiplier", NULL, NUMBER (1, 10), .default_text = "2",
          .description = "each further delay is this times longer" },
      PART (RETRY), AT (retry.multiplier) },
  { "retry",
      { "max_backoff_ms", "backoff_max_ms max_delay max_delay_ms", TIME,
          .default_text = "1600", .description = "longest delay" },
      PART (RETRY), AT (retry.max_backoff_ms) },
  { "retry",
      { "jitter", NULL, NUMBER (0, 1), .default_text = "0",
          .description = "part of a delay that is random: with 0.25 a delay is "
                         "shortened by up to a quarter" },
      PART (RETRY), AT (retry.jitter) },
  { "retry",
      { "on", NULL, .kind = RMG_PARAM_STRING, .default_text = "transient",
          .description = "classes of failures that are retried" },
      PART (RETRY), AT (retry.on), "the manifest sets the list" },
  { "retry",
      { "stable_time_ms", NULL, TIME, .default_text = "0",
          .description = "time without a failure after which the counters are "
                         "0 again; 0: the next success" },
      PART (RETRY), AT (retry.stable_time_ms) },
  { "retry",
      { "timeout_ms", NULL, TIME, .default_text = "0",
          .description = "an attempt that took longer is a failure when it "
                         "returns; 0: no limit" },
      PART (RETRY), AT (retry.timeout_ms), STARTED },

  { "breaker",
      { "failures", "failure_threshold", COUNT (1000000), .default_text = "5",
          .description = "consecutive failed attempts that open it; 0: no "
                         "breaker" },
      PART (BREAKER), AT (breaker.failures), PLANNED },
  { "breaker",
      { "open_ms", "reset_timeout_ms", TIME, .default_text = "30000",
          .description = "time until the first probe" },
      PART (BREAKER), AT (breaker.open_ms) },
  { "breaker",
      { "probes", "success_threshold", .kind = RMG_PARAM_INTEGER, .min = 1,
          .max = 1000, .default_text = "1",
          .description = "attempts that must succeed to close it" },
      PART (BREAKER), AT (breaker.probes) },
  { "breaker",
      { "on_open", NULL, WORD ("stop bypass drop fallback"),
          .default_text = "stop",
          .description = "use of the input while it is open" },
      PART (BREAKER), AT (breaker.on_open), PLANNED },

  { NULL,
      { "while_waiting", NULL, WORD ("hold bypass drop"),
          .default_text = "hold",
          .description = "use of the input during the delay before a retry" },
      PART (WHILE_WAITING), AT (while_waiting), PLANNED },
  { NULL,
      { "fallback", NULL, .kind = RMG_PARAM_STRING,
          .description = "id of a node, or a node, that takes over while the "
                         "breaker is open" },
      PART (FALLBACK), AT (fallback), PLANNED },

  { "restart",
      { "max_restarts", NULL, COUNT (1000000), .default_text = "5",
          .description = "restarts within the window; one more and the node "
                         "has failed" },
      PART (RESTART), AT (restart.max_restarts) },
  { "restart",
      { "window_ms", NULL, TIME, .default_text = "60000",
          .description = "length of the window; 0: no limit" },
      PART (RESTART), AT (restart.window_ms) },
  { "restart",
      { "method", NULL, WORD ("auto none restart rebuild"),
          .default_text = "auto",
          .description = "last step of the ladder of retries: the elements are "
                         "left alone, restart, or are built again each time" },
      PART (RESTART), AT (restart.method), PLANNED },

  { NULL,
      { "group", NULL, .kind = RMG_PARAM_STRING,
          .description =
              "name shared by nodes that restart and fail together" },
      PART (GROUP), AT (group), "the nodes of a group are chosen by the plan" },

  { "queue",
      { "max_buffers", NULL, COUNT (G_MAXINT32), .default_text = "0",
          .description = "buffers in the queue; 0: no limit" },
      PART (QUEUE), AT (queue.max_buffers), PLANNED },
  { "queue",
      { "max_ms", NULL, TIME, .default_text = "0",
          .description = "duration of the data in the queue; 0: no limit" },
      PART (QUEUE), AT (queue.max_ms), PLANNED },
  { "queue",
      { "max_bytes", NULL, COUNT (G_MAXINT32), .unit = "bytes",
          .default_text = "0",
          .description = "size of the data in the queue; 0: no limit" },
      PART (QUEUE), AT (queue.max_bytes), PLANNED },
  { "queue",
      { "leaky", NULL, WORD ("no upstream downstream"), .default_text = "no",
          .description = "a full queue waits, drops new or drops old buffers" },
      PART (QUEUE), AT (queue.leaky), PLANNED },

  { NULL,
      { "stall_timeout_ms", NULL, TIME, .default_text = "0",
          .description = "a leg without progress for so long is down; 0: "
                         "never" },
      PART (STALL_TIMEOUT), AT (stall_timeout_ms), STARTED },
  { NULL,
      { "input_timeout_ms", NULL, TIME, .default_text = "0",
          .description = "the breaker opens without input for so long; 0: "
                         "never" },
      PART (INPUT_TIMEOUT), AT (input_timeout_ms), STARTED },
};

guint
rmg_policy_get_n_keys (void)
{
  return G_N_ELEMENTS (keys);
}

const RmgPolicyKey *
rmg_policy_get_key (guint index)
{
  return index < G_N_ELEMENTS (keys) ? &keys[index] : NULL;
}

const RmgPolicyKey *
rmg_policy_find_key (const char *object, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const RmgNodeType one = { .params = &keys[i].rule, .n_params = 1 };

    if (g_strcmp0 (keys[i].object, object) == 0 &&
        rmg_params_find_rule (&one, name) != NULL)
      return &keys[i];
  }
  return NULL;
}

gboolean
rmg_policy_is_list (const RmgPolicyKey *key)
{
  return key->offset == G_STRUCT_OFFSET (RmgPolicy, retry.on);
}

double
rmg_policy_get_number (const RmgPolicy *self, const RmgPolicyKey *key)
{
  if (key->rule.kind == RMG_PARAM_NUMBER)
    return G_STRUCT_MEMBER (double, self, key->offset);
  return G_STRUCT_MEMBER (guint, self, key->offset);
}

void
rmg_policy_set_number (RmgPolicy *self, const RmgPolicyKey *key, double value)
{
  if (key->rule.kind == RMG_PARAM_NUMBER)
    G_STRUCT_MEMBER (double, self, key->offset) = value;
  else
    G_STRUCT_MEMBER (guint, self, key->offset) = (guint) value;
}

static char *
format_classes (RmgFailureClasses classes)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint bit = 0; bit < G_N_ELEMENTS (class_names); bit++)
    if (classes & (1u << bit))
      g_ptr_array_add (words, (gpointer) class_names[bit]);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

static char *
format_choice (const char *choices, guint index)
{
  g_auto (GStrv) words = g_strsplit (choices, " ", -1);

  return g_strdup (words[index]);
}

char *
rmg_policy_format (const RmgPolicy *self, const RmgPolicyKey *key)
{
  if (rmg_policy_is_list (key))
    return format_classes (self->retry.on);
  switch (key->rule.kind) {
    case RMG_PARAM_INTEGER:
    case RMG_PARAM_NUMBER:
      return g_strdup_printf ("%.10g", rmg_policy_get_number (self, key));
    case RMG_PARAM_CHOICE:
      return format_choice (
          key->rule.choices, G_STRUCT_MEMBER (guint, self, key->offset));
    default:
      return g_strdup (G_STRUCT_MEMBER (char *, self, key->offset));
  }
}

const char *
rmg_failure_class_get_name (guint bit)
{
  return bit < G_N_ELEMENTS (class_names) ? class_names[bit] : NULL;
}

RmgFailureClasses
rmg_failure_class_from_name (const char *name)
{
  for (guint bit = 0; bit < G_N_ELEMENTS (class_names); bit++)
    if (g_str_equal (class_names[bit], name))
      return (RmgFailureClasses) (1u << bit);
  return 0;
}
