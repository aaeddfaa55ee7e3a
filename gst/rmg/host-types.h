/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The drivers of hosted nodes that belong to sessions, not to the process. */
#pragma once

#include <rmg/host.h>

G_BEGIN_DECLS

/**
 * RmgHostTypes:
 *
 * Node types with their drivers, for #RmgSessionOptions. The sessions that have
 * the list use its drivers; for types that it lacks they use those of
 * rmg_host_register_type(). Reference counted.
 */
typedef struct _RmgHostTypes RmgHostTypes;

#define RMG_TYPE_HOST_TYPES (rmg_host_types_get_type ())
RMG_API GType rmg_host_types_get_type (void);

/**
 * rmg_host_types_new:
 *
 * Creates an empty list. Thread: any.
 *
 * Returns: (transfer full): the list
 */
RMG_API RmgHostTypes *rmg_host_types_new (void);

/**
 * rmg_host_types_ref:
 * @self: a list
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @self
 */
RMG_API RmgHostTypes *rmg_host_types_ref (RmgHostTypes *self);

/**
 * rmg_host_types_unref:
 * @self: (transfer full): a list
 *
 * Releases a reference; the last one frees @self. Thread: any.
 */
RMG_API void rmg_host_types_unref (RmgHostTypes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgHostTypes, rmg_host_types_unref)

/**
 * rmg_host_types_add: (skip)
 * @self: a list
 * @type: name of the node type
 * @description: one line
 * @driver: static functions of the type
 * @user_data: passed to `open`
 * @destroy: (nullable): called once with @user_data, when @type has been added
 *   again or @self is freed, and the last element that was opened with
 *   @user_data has closed
 *
 * Adds a node type, see rmg_host_register_type(). The name is known to all
 * manifests of the process from then on; the driver is that of @self.
 *
 * Thread: any, before the manifests that use @type are read.
 *
 * Returns: %FALSE if the catalog has another node type of this name; @destroy
 *   has then been called
 */
RMG_API gboolean rmg_host_types_add (RmgHostTypes *self, const char *type,
    const char *description, const RmgHostDriver *driver, gpointer user_data,
    GDestroyNotify destroy);

/**
 * rmg_host_types_add_callback: (rename-to rmg_host_types_add)
 * @self: a list
 * @type: name of the node type
 * @description: one line
 * @item_ready: (scope notified) (closure user_data) (destroy destroy): called
 *   for each item
 * @user_data: passed to @item_ready
 * @destroy: (nullable): called with @user_data, see rmg_host_types_add()
 *
 * Adds a node type whose nodes have no state of their own, see
 * rmg_host_register_callback().
 *
 * Returns: as rmg_host_types_add()
 */
RMG_API gboolean rmg_host_types_add_callback (RmgHostTypes *self,
    const char *type, const char *description, RmgHostItemFunc item_ready,
    gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
