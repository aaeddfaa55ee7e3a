/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes whose work a program does. The element "rmghost" parks each item in
 * its outbox. The program takes items from the outbox and completes them in any
 * order and from any thread. The outputs leave in the order of the inputs. */
#pragma once

#include <rmg/api.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgHost:
 *
 * One element "rmghost". The bin of the element owns it; a driver may use it
 * from @open until @close returns, and adds a reference to keep it longer. All
 * functions may be called by any thread, unless they say otherwise.
 */
#define RMG_TYPE_HOST (rmg_host_get_type ())
RMG_API
G_DECLARE_FINAL_TYPE (RmgHost, rmg_host, RMG, HOST, GstElement)

/**
 * RmgHostDriver:
 * @open: (nullable): starts one node. @params are its parameters as JSON,
 *   @user_data is that of the registration, rmg_host_dup_node_id() the id of the
 *   node. *@instance is passed to the other functions. On failure: %FALSE with
 *   @error. Thread: the thread that changes the state from NULL to READY.
 * @close: (nullable): stops the node. Items that were taken and not completed
 *   are dropped. Thread: the thread that changes the state from READY to NULL.
 * @item_ready: an item has been parked. The function, or any thread later,
 *   takes the item with rmg_host_take(). Thread: the streaming thread; no lock
 *   is held.
 *
 * Functions of a node type.
 */
typedef struct
{
  gboolean (*open) (RmgHost *host, const char *params, gpointer user_data,
      gpointer *instance, GError **error);
  void (*close) (RmgHost *host, gpointer instance);
  void (*item_ready) (RmgHost *host, gpointer instance);
} RmgHostDriver;

/**
 * rmg_host_register_type: (skip)
 * @type: name of the node type
 * @description: one line
 * @driver: static functions of the type
 * @user_data: passed to `open`
 * @destroy: (nullable): called with @user_data when @type has been registered
 *   again and the last element that was opened with @user_data has closed
 *
 * Registers a node type: manifests may use @type, and nodes of it become
 * elements "rmghost" that use @driver. A second registration replaces the
 * first one; open elements keep their driver.
 *
 * Thread: any, before the manifests that use @type are read.
 *
 * Returns: %FALSE if the catalog has another node type of this name; @destroy
 *   has then been called
 */
RMG_API gboolean rmg_host_register_type (const char *type,
    const char *description, const RmgHostDriver *driver, gpointer user_data,
    GDestroyNotify destroy);

/**
 * RmgHostItemFunc:
 * @host: the element
 * @user_data: user data of the registration
 *
 * An item has been parked. Thread: the streaming thread; no lock is held.
 */
typedef void (*RmgHostItemFunc) (RmgHost *host, gpointer user_data);

/**
 * rmg_host_register_callback: (rename-to rmg_host_register_type)
 * @type: name of the node type
 * @description: one line
 * @item_ready: (scope notified) (closure user_data) (destroy destroy): called
 *   for each item
 * @user_data: passed to @item_ready
 * @destroy: (nullable): called with @user_data, see rmg_host_register_type()
 *
 * Registers a node type whose nodes have no state of their own. The property
 * #RmgHost:params has the parameters of a node.
 *
 * Returns: as rmg_host_register_type()
 */
RMG_API gboolean rmg_host_register_callback (const char *type,
    const char *description, RmgHostItemFunc item_ready, gpointer user_data,
    GDestroyNotify destroy);

/**
 * rmg_host_dup_node_id:
 * @host: the element
 *
 * Thread: any.
 *
 * Returns: (transfer full): id of the node in the manifest; the name of the
 *   element outside of a manifest
 */
RMG_API char *rmg_host_dup_node_id (RmgHost *host);

/**
 * RmgHostItem:
 * @sequence: number of the item, for rmg_host_complete()
 * @caps: (nullable): caps of @buffer
 * @buffer: the data
 *
 * An item that was taken from an outbox.
 */
typedef struct
{
  guint64 sequence;
  GstCaps *caps;
  GstBuffer *buffer;
} RmgHostItem;

#define RMG_TYPE_HOST_ITEM (rmg_host_item_get_type ())
RMG_API GType rmg_host_item_get_type (void);

/**
 * rmg_host_item_copy:
 * @item: an item
 *
 * Copies an item; the copy shares caps and buffer.
 *
 * Returns: (transfer full): the copy; free it with rmg_host_item_free()
 */
RMG_API RmgHostItem *rmg_host_item_copy (const RmgHostItem *item);

/**
 * rmg_host_item_free:
 * @item: (transfer full): a result of rmg_host_item_copy()
 *
 * Frees an item.
 */
RMG_API void rmg_host_item_free (RmgHostItem *item);

/**
 * rmg_host_item_clear:
 * @item: an item
 *
 * Releases caps and buffer of an item in the caller's memory.
 */
RMG_API void rmg_host_item_clear (RmgHostItem *item);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RmgHostItem, rmg_host_item_clear)

/**
 * rmg_host_take:
 * @host: the element
 * @item: (out caller-allocates): the oldest parked item; release it with
 *   rmg_host_item_clear()
 *
 * Takes an item out of the outbox. Thread: any.
 *
 * Returns: %FALSE if all parked items have been taken
 */
RMG_API gboolean rmg_host_take (RmgHost *host, RmgHostItem *item);

/**
 * rmg_host_complete:
 * @host: the element
 * @sequence: number of an item that was taken
 * @caps: (nullable): caps of @outputs; %NULL if they are those of the item
 * @outputs: (transfer full) (nullable): the results; a result without a time
 *   stamp gets that of the item
 *
 * Completes an item, and pushes the outputs that are due on the caller's
 * thread. In a deferred element, rmg_host_flush_completed() pushes them. Has
 * no effect if the item has been flushed.
 *
 * Thread: any.
 */
RMG_API void rmg_host_complete (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs);

/**
 * rmg_host_fail:
 * @host: the element
 * @sequence: number of an item that was taken
 * @retryable: whether a further attempt with this item can succeed
 * @error: the reason
 *
 * Completes an item with an error. After the outputs of earlier items have
 * left, the element posts one error message with "rmg-retryable", "domain" and
 * "code" in its details. Later items are processed as before.
 *
 * Thread: any.
 */
RMG_API void rmg_host_fail (
    RmgHost *host, guint64 sequence, gboolean retryable, const GError *error);

/**
 * rmg_host_flush_completed:
 * @host: the element
 *
 * Pushes the outputs that are due. Thread: the streaming thread, which in an
 * inline session is the session's.
 */
RMG_API void rmg_host_flush_completed (RmgHost *host);

/**
 * RmgHostNotify:
 * @host: the element
 * @user_data: user data of rmg_host_set_notify()
 *
 * A deferred element has outputs for rmg_host_flush_completed(). The function
 * must not block. Thread: the thread that completed the item; no lock is held.
 */
typedef void (*RmgHostNotify) (RmgHost *host, gpointer user_data);

/**
 * rmg_host_set_notify:
 * @host: the element
 * @notify: (nullable) (scope notified) (closure user_data) (destroy destroy):
 *   the callback
 * @user_data: passed to @notify
 * @destroy: (nullable): called with @user_data when the callback is replaced or
 *   @host is finalized
 *
 * Sets the callback of a deferred element. Thread: any.
 */
RMG_API void rmg_host_set_notify (RmgHost *host, RmgHostNotify notify,
    gpointer user_data, GDestroyNotify destroy);

/**
 * rmg_host_is_full:
 * @host: the element
 *
 * Thread: any.
 *
 * Returns: whether the outbox has reached its limits, so that an inline session
 *   accepts no input
 */
RMG_API gboolean rmg_host_is_full (RmgHost *host);

G_END_DECLS
