/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The drivers of this process by node type. */
#pragma once

#include "gst/elements/host/types.h"

G_BEGIN_DECLS

/* Thread: any.
 * Returns: (transfer full) (nullable): latest registration of @type */
RmgHostRegistration *rmg_host_registry_find (const char *type);

G_END_DECLS
