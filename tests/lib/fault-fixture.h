/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fault records for tests. */
#pragma once

#include "gst/faults/fault.h"

G_BEGIN_DECLS

/** fault_fixture_new: (transfer full): a record in which each field has a value
 * of its own, after @n_attempts attempts. */
RmgFault *fault_fixture_new (guint n_attempts);

G_END_DECLS
