/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Drivers by node type, of a session or of the process. */
#pragma once

#include <rmg/host-types.h>

G_BEGIN_DECLS

/* Immutable; keeps the user data of the driver alive. */
typedef struct
{
  const RmgHostDriver *driver;
  gpointer user_data;
  GDestroyNotify destroy; /* (nullable) */
} RmgHostRegistration;

/* Thread: any.
 * Returns: (transfer full) (nullable): latest registration of @type (nullable) */
RmgHostRegistration *rmg_host_types_find (RmgHostTypes *self, const char *type);

void rmg_host_registration_unref (RmgHostRegistration *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgHostRegistration, rmg_host_registration_unref)

G_END_DECLS
