/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes that run outside GStreamer. The element "rmghost" parks every item it
 * gets in its outbox; a driver takes items from there and completes them, in
 * any order and from any thread. What comes out is in the order of the input. */
#pragma once

#include <rmg/api.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/** RmgHost: one element "rmghost". */
typedef struct _RmgHost RmgHost;

/**
 * RmgHostDriver:
 * @open: (nullable): starts one node. @params is its parameters as JSON,
 *   @instance (out) is handed to the other functions. %FALSE with @error: the
 *   node cannot start.
 * @close: (nullable): ends it; after it returns, @host must not be used. What
 *   was taken and not completed is forgotten.
 * @item_ready: an item has been parked; rmg_host_take() gives it. It may be
 *   taken and completed here and now, or later. Thread: the one that pushed.
 */
typedef struct
{
  gboolean (*open) (RmgHost *host, const char *params, gpointer user_data,
      gpointer *instance, GError **error);
  void (*close) (RmgHost *host, gpointer instance);
  void (*item_ready) (RmgHost *host, gpointer instance);
} RmgHostDriver;

/**
 * RmgHostItem:
 * @sequence: names the item when it is completed
 * @caps: (nullable): what @buffer holds
 * @buffer: the data
 */
typedef struct
{
  guint64 sequence;
  GstCaps *caps;
  GstBuffer *buffer;
} RmgHostItem;

RMG_API void rmg_host_item_clear (RmgHostItem *item);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RmgHostItem, rmg_host_item_clear)

/**
 * rmg_host_register:
 * @type: the node type that @driver carries out
 * @driver: (transfer none): stays as it is for the life of the process
 * @user_data: handed to open
 * @destroy: (nullable): frees @user_data when @type is registered anew
 *
 * Elements that are open keep the driver they have.
 * Thread: any.
 */
RMG_API void rmg_host_register (const char *type, const RmgHostDriver *driver,
    gpointer user_data, GDestroyNotify destroy);

/**
 * rmg_host_take:
 * @item: (out caller-allocates): the next parked item, in order; clear it after
 *
 * Thread: any.
 * Returns: %FALSE when no item is parked that has not been taken
 */
RMG_API gboolean rmg_host_take (RmgHost *host, RmgHostItem *item);

/**
 * rmg_host_complete:
 * @sequence: of an item that was taken
 * @caps: (nullable): what @outputs hold; %NULL when it is what the item held
 * @outputs: (transfer full) (nullable): the results; those without a time stamp
 *   get that of the item
 *
 * Pushes the outputs that are due, on the caller's thread; in an element that
 * is deferred, rmg_host_flush_completed() does. An item that was flushed
 * meanwhile is not missed.
 *
 * Thread: any.
 */
RMG_API void rmg_host_complete (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs);

/**
 * rmg_host_fail:
 * @sequence: of an item that was taken
 * @retryable: whether the same item might succeed later
 * @error: why it failed
 *
 * The element posts one error, when the items before have left, with
 * "rmg-retryable", "domain" and "code" in its details. Items after it go on:
 * whoever sees the error decides whether that is wanted.
 *
 * Thread: any.
 */
RMG_API void rmg_host_fail (
    RmgHost *host, guint64 sequence, gboolean retryable, const GError *error);

/**
 * rmg_host_flush_completed:
 *
 * Pushes what is complete and due. Thread: the streaming thread, which in an
 * inline session is the session's.
 */
RMG_API void rmg_host_flush_completed (RmgHost *host);

/**
 * RmgHostNotify:
 *
 * An element that is deferred has something for rmg_host_flush_completed().
 * Thread: the one that completed it, which must not be kept.
 */
typedef void (*RmgHostNotify) (RmgHost *host, gpointer user_data);

/** rmg_host_set_notify: @notify is (nullable). Thread: any. */
RMG_API void rmg_host_set_notify (
    RmgHost *host, RmgHostNotify notify, gpointer user_data);

/**
 * rmg_host_is_full: whether the bounds of the outbox have been reached, so
 * that an inline session should take no more. Thread: any.
 */
RMG_API gboolean rmg_host_is_full (RmgHost *host);

G_END_DECLS
