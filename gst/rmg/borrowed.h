/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_buffer_new_borrowed:
 * @data: (array length=size) (element-type guint8): memory of the caller
 * @size: bytes of @data; at least 1
 * @release: (nullable) (scope async) (closure user_data): called once with
 *   @user_data when the memory is free again; Thread: any
 * @user_data: passed to @release
 *
 * Wraps memory that the caller wants back. It is never written: an element that
 * changes data in place copies it. The caller must not change @data until
 * rmg_borrowed_settle() returns %TRUE or @release is called, which also happens
 * when the last reference to the memory is released. An inline session reads
 * @data in place; a threaded one copies it in the push.
 *
 * To hand memory over, use gst_buffer_new_wrapped_full().
 *
 * Thread: any.
 *
 * Returns: (transfer full): a buffer
 */
RMG_API GstBuffer *rmg_buffer_new_borrowed (
    gconstpointer data, gsize size, GDestroyNotify release, gpointer user_data);

/**
 * rmg_borrowed_settle:
 * @buffer: a buffer of rmg_buffer_new_borrowed(), to which the caller has kept a
 *   reference
 *
 * Returns the memory of @buffer to its owner. If only the caller holds @buffer,
 * it has no content afterwards. If others hold it, a part of it or its
 * memory, as a node that waits for more data does, the content moves to
 * new memory first, which is counted, see rmg_borrowed_get_copies(). Other
 * memory in @buffer is not changed.
 *
 * A buffer that is mapped at this moment keeps the caller's memory until it is
 * unmapped, and the result is %FALSE; all other users have the new memory. Inline
 * sessions map only during a push, so this needs a map of the caller's own, or
 * a host with threads.
 *
 * Thread: any.
 *
 * Returns: whether the caller's memory is free; if not, the release function will
 *   be called when it is
 */
RMG_API gboolean rmg_borrowed_settle (GstBuffer *buffer);

/**
 * rmg_borrowed_get_copies:
 * @n_bytes: (out) (optional): total size of the copies
 *
 * Thread: any.
 *
 * Returns: number of copies of borrowed memory, or parts of it, that the process
 *   has made in rmg_borrowed_settle(), in pushes to threaded sessions and where
 *   an element changes data in place
 */
RMG_API guint64 rmg_borrowed_get_copies (guint64 *n_bytes);

G_END_DECLS
