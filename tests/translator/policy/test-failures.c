/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/policy/failures.h"

#include "translator/policy/keys.h"

#include <gio/gio.h>
#include <gst/gst.h>

/* One row for each failure that elements of GStreamer 1.22 really post. */
typedef struct
{
  const char *failure;
  const char *domain;
  int code;
  RmgNodeFlags flags;
  RmgFailureClasses class;
  gboolean transient;
} Posted;

#define RESOURCE(code) "gst-resource-error-quark", GST_RESOURCE_ERROR_##code
#define STREAM(code) "gst-stream-error-quark", GST_STREAM_ERROR_##code
#define CORE(code) "gst-core-error-quark", GST_CORE_ERROR_##code
#define FILE_SINK (RMG_NODE_FILE | RMG_NODE_SINK)

static const Posted posted[] = {
  { "status 503", "http", 503, RMG_NODE_NETWORK, RMG_FAILS_HTTP_SERVER, TRUE },
  { "status 500", "http", 500, RMG_NODE_NETWORK, RMG_FAILS_HTTP_SERVER, TRUE },
  { "status 429", "http", 429, RMG_NODE_NETWORK, RMG_FAILS_HTTP_SERVER, TRUE },
  { "status 404", "http", 404, RMG_NODE_NETWORK, RMG_FAILS_HTTP_CLIENT, FALSE },
  { "status 401", "http", 401, RMG_NODE_NETWORK, RMG_FAILS_HTTP_CLIENT, FALSE },
  { "status 403", "http", 403, RMG_NODE_NETWORK, RMG_FAILS_HTTP_CLIENT, FALSE },
  { "refused", STREAM (FAILED), RMG_NODE_NETWORK, RMG_FAILS_NETWORK, TRUE },
  { "time-out", STREAM (FAILED), RMG_NODE_NETWORK, RMG_FAILS_NETWORK, TRUE },
  { "no host", STREAM (FAILED), RMG_NODE_NETWORK, RMG_FAILS_NETWORK, TRUE },
  { "no file", RESOURCE (NOT_FOUND), RMG_NODE_FILE, RMG_FAILS_NOT_FOUND,
      FALSE },
  { "disk full", RESOURCE (NO_SPACE_LEFT), FILE_SINK, RMG_FAILS_NO_SPACE,
      FALSE },
  { "directory", RESOURCE (OPEN_READ), RMG_NODE_FILE, RMG_FAILS_OPEN, FALSE },
  { "no folder", RESOURCE (OPEN_WRITE), FILE_SINK, RMG_FAILS_OPEN, FALSE },
  { "not negotiated", "flow", GST_FLOW_NOT_NEGOTIATED, RMG_NODE_TRANSIENT,
      RMG_FAILS_FORMAT, FALSE },
  { "unknown type", STREAM (TYPE_NOT_FOUND), RMG_NODE_FILE, RMG_FAILS_FORMAT,
      FALSE },
  { "text file", STREAM (WRONG_TYPE), RMG_NODE_FILE, RMG_FAILS_FORMAT, FALSE },
  { "damaged stream", STREAM (DECODE), RMG_NODE_FILE, RMG_FAILS_DATA, FALSE },
  { "no decoder", CORE (MISSING_PLUGIN), RMG_NODE_FILE,
      RMG_FAILS_MISSING_PLUGIN, FALSE },
  { "program: call interrupted", "g-file-error-quark", G_FILE_ERROR_INTR,
      RMG_NODE_HOSTED, RMG_FAILS_READ, TRUE },
  { "program: pipe closed", "g-file-error-quark", G_FILE_ERROR_PIPE,
      RMG_NODE_HOSTED, RMG_FAILS_READ, TRUE },
  { "program: no file", "g-file-error-quark", G_FILE_ERROR_NOENT,
      RMG_NODE_HOSTED, RMG_FAILS_NOT_FOUND, FALSE },
  { "program: disk full", "g-file-error-quark", G_FILE_ERROR_NOSPC,
      RMG_NODE_HOSTED, RMG_FAILS_NO_SPACE, FALSE },
  { "program: no name server", "g-resolver-error-quark",
      G_RESOLVER_ERROR_TEMPORARY_FAILURE, RMG_NODE_HOSTED, RMG_FAILS_NETWORK,
      TRUE },
  { "program: connection lost", "g-io-error-quark",
      G_IO_ERROR_CONNECTION_CLOSED, RMG_NODE_HOSTED, RMG_FAILS_NETWORK, TRUE },
  { "start failed", CORE (STATE_CHANGE), RMG_NODE_FILE, RMG_FAILS_INTERNAL,
      FALSE },
};

static void
test_failures_posted_by_elements_have_their_class (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (posted); i++) {
    const Posted *row = &posted[i];
    const RmgFailureRule *rule =
        rmg_failure_find_rule (row->domain, row->code, row->flags);

    g_test_message ("%s", row->failure);
    g_assert_cmpuint (rule->class, ==, row->class);
    g_assert_cmpint (rule->transient, ==, row->transient);
  }
}

static void
test_failures_of_another_domain_are_the_last_rule (void)
{
  const RmgFailureRule *rule = rmg_failure_find_rule ("my-error", 7, 0);

  g_assert_true (rule == rmg_failure_get_rule (rmg_failure_get_n_rules () - 1));
  g_assert_cmpuint (rule->class, ==, RMG_FAILS_OTHER);
  g_assert_null (rmg_failure_get_rule (rmg_failure_get_n_rules ()));
}

/* A rule below a wider rule would never match. */
static void
test_failures_each_rule_can_match (void)
{
  for (guint i = 0; i < rmg_failure_get_n_rules (); i++) {
    const RmgFailureRule *rule = rmg_failure_get_rule (i);
    const int code = rule->last != G_MAXINT ? rule->last
        : rule->first != G_MININT           ? rule->first
                                            : -1000;

    g_test_message ("%s %s", rule->domain, rule->name);
    g_assert_true (
        rmg_failure_find_rule (rule->domain, code, rule->flags) == rule);
  }
}

static void
test_failures_each_class_has_a_text (void)
{
  guint bit = 0;

  for (; rmg_failure_class_get_name (bit) != NULL; bit++)
    g_assert_nonnull (rmg_failure_class_get_text (bit));
  g_assert_null (rmg_failure_class_get_text (bit));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/failures/posted", test_failures_posted_by_elements_have_their_class);
  g_test_add_func (
      "/failures/other", test_failures_of_another_domain_are_the_last_rule);
  g_test_add_func ("/failures/match", test_failures_each_rule_can_match);
  g_test_add_func ("/failures/text", test_failures_each_class_has_a_text);
  return g_test_run ();
}
