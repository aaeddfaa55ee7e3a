/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The policy of a node as properties of its guard: retry.max_retries is the
 * property "retry-max-retries". */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_guard_policy_install:
 * @klass: class of the guard, which has no other properties
 *
 * Installs a property for each key of a policy. A change applies to the node of
 * the guard; a key that cannot change is a warning with the name of the
 * property and the reason.
 */
void rmg_guard_policy_install (GObjectClass *klass);

G_END_DECLS
