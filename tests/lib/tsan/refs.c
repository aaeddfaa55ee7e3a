/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reference counts: all uses of an object happen before it is freed. A count
 * above one is reduced here, by an instrumented operation, and the thread that
 * finds the count at one acquires it. */

#include "tests/lib/tsan/order.h"

#include <gst/gst.h>

/* Returns: whether the count was above one, and is reduced */
static gboolean
drop_shared (gint *count)
{
  gint seen = __atomic_load_n (count, __ATOMIC_ACQUIRE);

  while (seen > 1)
    if (__atomic_compare_exchange_n (
            count, &seen, seen - 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
      return TRUE;
  return FALSE;
}

/* No test has toggle references, which are notified of the last but one. */
void
g_object_unref (gpointer object)
{
  if (!drop_shared ((gint *) &((GObject *) object)->ref_count))
    RMG_TSAN_REAL (g_object_unref) (object);
}

/* The library drops the references of a buffer to its memories out of sight. */
static void
release_memories (GstBuffer *buffer)
{
  for (guint i = 0; i < gst_buffer_n_memory (buffer); i++)
    for (GstMemory *memory = gst_buffer_peek_memory (buffer, i); memory != NULL;
         memory = memory->parent)
      __tsan_release (&GST_MINI_OBJECT_CAST (memory)->refcount);
}

static void
release_uses (GstMiniObject *object)
{
  __tsan_release (&object->refcount);
  if (object->type == GST_TYPE_BUFFER)
    release_memories (GST_BUFFER_CAST (object));
}

void
gst_mini_object_unref (GstMiniObject *object)
{
  release_uses (object);
  if (!drop_shared (&object->refcount))
    RMG_TSAN_REAL (gst_mini_object_unref) (object);
}

gboolean (g_atomic_ref_count_dec) (gatomicrefcount *count)
{
  if (drop_shared ((gint *) count))
    return FALSE;
  return RMG_TSAN_REAL (g_atomic_ref_count_dec) (count);
}

/* The last owner writes, after all uses by the owners before. */
gboolean (g_atomic_ref_count_compare) (gatomicrefcount *count, gint value)
{
  gboolean is_equal = RMG_TSAN_REAL (g_atomic_ref_count_compare) (count, value);

  __tsan_acquire ((gpointer) count);
  return is_equal;
}

gboolean
gst_mini_object_is_writable (const GstMiniObject *object)
{
  gboolean is_writable = RMG_TSAN_REAL (gst_mini_object_is_writable) (object);

  __tsan_acquire ((gpointer) &object->refcount);
  return is_writable;
}

/* Drops the reference to a shared object, out of sight as well. */
GstMiniObject *
gst_mini_object_make_writable (GstMiniObject *object)
{
  GstMiniObject *writable;

  release_uses (object);
  writable = RMG_TSAN_REAL (gst_mini_object_make_writable) (object);
  __tsan_acquire (&writable->refcount);
  return writable;
}

static _Thread_local GDestroyNotify clear_box;

static void
clear_last (gpointer block)
{
  __tsan_acquire (block);
  if (clear_box != NULL)
    clear_box (block);
}

/* The library hides the count of a box, but calls a function after the last
 * release. */
void
g_atomic_rc_box_release_full (gpointer block, GDestroyNotify clear)
{
  GDestroyNotify outer = clear_box;

  clear_box = clear;
  __tsan_release (block);
  RMG_TSAN_REAL (g_atomic_rc_box_release_full) (block, clear_last);
  clear_box = outer;
}
