/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The classification of failures: domain and code of an error, its class, and
 * whether a retry may cure it. Runtime, documentation and command use this one
 * table. */
#pragma once

#include "translator/catalog/flags.h"
#include "translator/policy/policy.h"

G_BEGIN_DECLS

/* The codes of an HTTP status and of a flow return have no error domain. */
#define RMG_FAILURE_HTTP "http"
#define RMG_FAILURE_FLOW "flow"

typedef struct
{
  const char *domain; /* name of the quark, or one of the two above */
  const char *name;   /* of the code, for people; "*" for each other code */
  int first;          /* the codes from this one to the last one */
  int last;
  RmgNodeFlags flags; /* that a node has; 0: any node */
  RmgFailureClasses class;
  gboolean transient;
} RmgFailureRule;

guint rmg_failure_get_n_rules (void);
const RmgFailureRule *rmg_failure_get_rule (guint index);

/**
 * rmg_failure_find_rule:
 * @domain: name of the quark of an error, or "http" or "flow"
 * @code: code of the error, HTTP status or #GstFlowReturn
 * @flags: flags of the node
 *
 * Returns: the first rule that matches; the last rule matches everything
 */
const RmgFailureRule *rmg_failure_find_rule (
    const char *domain, int code, RmgNodeFlags flags);

/** rmg_failure_class_get_text: one line about a class, by the number of its
 * bit. */
const char *rmg_failure_class_get_text (guint bit);

G_END_DECLS
