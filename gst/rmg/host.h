/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Nodes whose work a program does. The element "rmghost" parks each item in
 * its outbox. The program takes items from the outbox and completes them in any
 * order and from any thread. The outputs leave in the order of the inputs. */
#pragma once

#include <rmg/api.h>
#include <rmg/value.h>

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
 * RmgHostFlags:
 * @RMG_HOST_TAKES_ENDS: the driver receives the end of each item and of the
 *   stream as an item without data, and may complete it with outputs
 *
 * Options of a driver.
 */
typedef enum
{
  RMG_HOST_TAKES_ENDS = 1 << 0,
} RmgHostFlags;

/**
 * RmgHostItemKind:
 * @RMG_HOST_ITEM_DATA: data
 * @RMG_HOST_ITEM_END: the end of an item of the session, in items framing
 * @RMG_HOST_ITEM_EOS: the end of the stream
 *
 * Kind of an item in the outbox. Ends are items for drivers with
 * %RMG_HOST_TAKES_ENDS.
 */
typedef enum
{
  RMG_HOST_ITEM_DATA,
  RMG_HOST_ITEM_END,
  RMG_HOST_ITEM_EOS,
} RmgHostItemKind;

/**
 * RmgHostResult:
 * @RMG_HOST_OK: the call had its effect
 * @RMG_HOST_CANCELLED: the item is not awaited any more: it was flushed, took
 *   longer than `timeout_ms`, or was completed before
 * @RMG_HOST_UNKNOWN: no item has had this number
 *
 * Result of a call about an item.
 */
typedef enum
{
  RMG_HOST_OK,
  RMG_HOST_CANCELLED,
  RMG_HOST_UNKNOWN,
} RmgHostResult;

/**
 * RmgHostRetry:
 * @RMG_HOST_RETRY_AUTO: the domain and code of the error decide, see
 *   docs/supervision.md
 * @RMG_HOST_RETRY_ALWAYS: a further attempt with the item can succeed
 * @RMG_HOST_RETRY_NEVER: it cannot
 *
 * Whether a failure is transient.
 */
typedef enum
{
  RMG_HOST_RETRY_AUTO,
  RMG_HOST_RETRY_ALWAYS,
  RMG_HOST_RETRY_NEVER,
} RmgHostRetry;

/**
 * RmgHostDriver:
 * @open: (nullable): starts one node. @params are its parameters as JSON,
 *   @user_data is that of the registration, rmg_host_dup_node_id() the id of the
 *   node. *@instance is passed to the other functions. On failure: %FALSE with
 *   @error. Thread: the thread that changes the state from NULL to READY.
 * @close: (nullable): stops the node, after @cancelled for each item that was
 *   taken and not completed. Thread: the thread that changes the state from READY
 *   to NULL.
 * @item_ready: an item has been parked, or is offered again after a failure. The
 *   function, or any thread later, takes the item with rmg_host_take(). Thread:
 *   one thread at a time; the session's thread in an inline session, otherwise a
 *   thread of the element. No lock is held.
 * @cancelled: (nullable): an item that was taken is not awaited any more, because
 *   of a flush, of `timeout_ms` of the node, or of the end of the session. A later
 *   completion of it returns %RMG_HOST_CANCELLED. Thread: any; no lock is held.
 * @flags: options of the driver
 *
 * Functions of a node type.
 */
typedef struct
{
  gboolean (*open) (RmgHost *host, const char *params, gpointer user_data,
      gpointer *instance, GError **error);
  void (*close) (RmgHost *host, gpointer instance);
  void (*item_ready) (RmgHost *host, gpointer instance);
  void (*cancelled) (RmgHost *host, gpointer instance, guint64 sequence);
  RmgHostFlags flags;
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
 * rmg_host_load_python:
 * @modules: (nullable) (array zero-terminated=1): files and modules of Python
 * @error: (out) (optional): %RMG_ERROR_MISSING_ELEMENT without an interpreter,
 *   %RMG_ERROR_FAILED for a module that cannot be loaded
 *
 * Registers the node classes of the package remotemedia and of @modules, which run
 * code of Python. The plugin loader of gst-python has the interpreter; a process
 * with Python uses its own. Manifests never load code by themselves.
 *
 * Thread: any, before the manifests that use the classes are read.
 *
 * Returns: whether the classes are registered
 */
RMG_API gboolean rmg_host_load_python (
    const char *const *modules, GError **error);

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
 * @sequence: number of this attempt with the item, for rmg_host_complete()
 * @caps: (nullable): caps of @buffer
 * @buffer: (nullable): the data, which the element keeps for further attempts;
 *   %NULL for ends
 * @kind: kind of the item
 * @n_failures: number of earlier attempts with the item, which failed
 *
 * An item that was taken from an outbox.
 */
typedef struct
{
  guint64 sequence;
  GstCaps *caps;
  GstBuffer *buffer;
  RmgHostItemKind kind;
  guint n_failures;
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
 * Completes an item. Its outputs leave after those of the earlier items: in a
 * session on a thread of the session, so that the call does not block; in an
 * element of its own on the caller's thread.
 *
 * Thread: any.
 *
 * Returns: the result; without effect unless it is %RMG_HOST_OK
 */
RMG_API RmgHostResult rmg_host_complete (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs);

/**
 * rmg_host_output:
 * @host: the element
 * @sequence: number of an item that was taken
 * @caps: (nullable): caps of @outputs; %NULL if they are those of the item, or of
 *   the outputs before
 * @outputs: (transfer full): results, see rmg_host_complete()
 *
 * Adds outputs of an item that is not complete. They leave as soon as the earlier
 * items have left. An item of which outputs have left is not retried.
 *
 * Thread: any.
 *
 * Returns: the result; without effect unless it is %RMG_HOST_OK
 */
RMG_API RmgHostResult rmg_host_output (
    RmgHost *host, guint64 sequence, GstCaps *caps, GstBufferList *outputs);

/**
 * rmg_host_fail:
 * @host: the element
 * @sequence: number of an item that was taken
 * @retry: whether a further attempt with this item can succeed
 * @error: the reason
 *
 * Reports that an attempt has failed. In a manifest, the policy of the node
 * decides: the item is offered again after a delay, passes the node, or ends the
 * node after the outputs of the earlier items have left. In an element of its own
 * the item is complete with one error message, which has "rmg-retryable", "domain"
 * and "code" in its details, and later items are processed as before.
 *
 * Thread: any.
 *
 * Returns: the result; without effect unless it is %RMG_HOST_OK
 */
RMG_API RmgHostResult rmg_host_fail (
    RmgHost *host, guint64 sequence, RmgHostRetry retry, const GError *error);

/**
 * rmg_host_fail_with_data:
 * @host: the element
 * @sequence: number of an item that was taken
 * @retry: whether a further attempt with this item can succeed
 * @error: the reason
 * @data: (nullable): an object, such as an exception, see rmg_value_new_object();
 *   the release function of the object is its destroy notify
 *
 * As rmg_host_fail(). If the node is given up because of this failure, the record
 * of the fault has @data, see rmg_fault_get_user_data().
 *
 * Thread: any.
 *
 * Returns: the result; without effect unless it is %RMG_HOST_OK
 */
RMG_API RmgHostResult rmg_host_fail_with_data (RmgHost *host, guint64 sequence,
    RmgHostRetry retry, const GError *error, RmgValue *data);

/**
 * rmg_host_flush_completed:
 * @host: the element
 *
 * Makes the attempts and pushes the outputs that are due. For deferred elements.
 * Thread: the streaming thread, which in an inline session is the session's.
 */
RMG_API void rmg_host_flush_completed (RmgHost *host);

/**
 * RmgHostNotify:
 * @host: the element
 * @user_data: user data of rmg_host_set_notify()
 *
 * A deferred element has work for rmg_host_flush_completed(). The function must
 * not block, nor call rmg_host_set_notify(). Thread: the thread that completed the item; no lock is held.
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
 * Sets the callback of a deferred element. The former callback does not run any
 * more when the call returns. Thread: any.
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
