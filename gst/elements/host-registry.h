/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The drivers of this process, by node type. */
#pragma once

#include <rmg/host.h>

G_BEGIN_DECLS

/* Returns: (nullable): the driver of @type; @user_data is handed to its open */
const RmgHostDriver *rmg_host_registry_find (
    const char *type, gpointer *user_data);

G_END_DECLS
