/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Functions that run once before others use their result: initializers, and the
 * functions of thread pools, queues and sources. */

#include "tests/lib/tsan/order.h"

/* The check before the call is inline, so instrumented: it acquires the location. */
gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean is_first = RMG_TSAN_REAL (g_once_init_enter) (location);

  if (!is_first)
    __tsan_acquire ((void *) location);
  return is_first;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((void *) location);
  RMG_TSAN_REAL (g_once_init_leave) (location, result);
}

gpointer
g_once_impl (GOnce *once, GThreadFunc func, gpointer data)
{
  gpointer result = RMG_TSAN_REAL (g_once_impl) (once, func, data);

  __tsan_acquire (once);
  return result;
}

typedef struct
{
  GFunc func;
  gpointer user_data;
} PoolFunc;

static void
run_in_pool (gpointer data, gpointer pool_func)
{
  PoolFunc *self = pool_func;

  __tsan_acquire (data);
  self->func (data, self->user_data);
}

/* The closure lives as long as the process: pools are few. */
GThreadPool *
g_thread_pool_new (GFunc func, gpointer user_data, gint max_threads,
    gboolean exclusive, GError **error)
{
  PoolFunc *self = g_new (PoolFunc, 1);

  *self = (PoolFunc){ func, user_data };
  return RMG_TSAN_REAL (g_thread_pool_new) (
      run_in_pool, self, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  __tsan_release (data);
  return RMG_TSAN_REAL (g_thread_pool_push) (pool, data, error);
}

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  __tsan_release (queue);
  RMG_TSAN_REAL (g_async_queue_push) (queue, data);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer data = RMG_TSAN_REAL (g_async_queue_pop) (queue);

  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer data = RMG_TSAN_REAL (g_async_queue_try_pop) (queue);

  __tsan_acquire (queue);
  return data;
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout_us)
{
  gpointer data = RMG_TSAN_REAL (g_async_queue_timeout_pop) (queue, timeout_us);

  __tsan_acquire (queue);
  return data;
}

typedef struct
{
  GSourceFunc func;
  gpointer data;
  GDestroyNotify notify;
} SourceFunc;

static gboolean
run_source (gpointer data)
{
  SourceFunc *self = data;

  __tsan_acquire (self);
  return self->func (self->data);
}

static void
free_source (gpointer data)
{
  SourceFunc *self = data;

  __tsan_acquire (self);
  if (self->notify != NULL)
    self->notify (self->data);
  g_free (self);
}

/* Other kinds of sources call functions with other parameters. */
static gboolean
is_plain (GSource *source)
{
  return source->source_funcs == &g_timeout_funcs ||
      source->source_funcs == &g_idle_funcs;
}

void
g_source_set_callback (
    GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  SourceFunc *self;

  if (!is_plain (source)) {
    RMG_TSAN_REAL (g_source_set_callback) (source, func, data, notify);
    return;
  }
  self = g_new (SourceFunc, 1);
  *self = (SourceFunc){ func, data, notify };
  __tsan_release (self);
  RMG_TSAN_REAL (g_source_set_callback) (source, run_source, self, free_source);
}
