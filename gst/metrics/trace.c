/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/trace-data.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* The ring that this thread used last, and the trace to which it belongs: a new
 * trace may lie at the address of an old one. */
typedef struct
{
  guint serial; /* 0: none */
  pid_t thread;
  RmgTraceRing *ring;
} Cache;

static __thread Cache cache __attribute__ ((tls_model ("initial-exec")));

static void
free_ring (gpointer data)
{
  RmgTraceRing *ring = data;

  g_free (ring->records);
  g_mutex_clear (&ring->lock);
  g_free (ring);
}

static guint64
now_ns (void)
{
  return (guint64) g_get_monotonic_time () * 1000;
}

RmgTrace *
rmg_trace_new (void)
{
  static guint n_traces; /* atomic */
  RmgTrace *self = g_atomic_rc_box_new0 (RmgTrace);

  self->serial = (guint) g_atomic_int_add (&n_traces, 1) + 1;
  self->start_ns = now_ns ();
  g_mutex_init (&self->lock);
  self->rings = g_ptr_array_new_with_free_func (free_ring);
  self->nodes = g_ptr_array_new_with_free_func (g_free);
  self->text = g_string_chunk_new (256);
  return self;
}

RmgTrace *
rmg_trace_ref (RmgTrace *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  RmgTrace *self = data;

  g_ptr_array_unref (self->rings);
  g_ptr_array_unref (self->nodes);
  g_string_chunk_free (self->text);
  g_mutex_clear (&self->lock);
}

void
rmg_trace_unref (RmgTrace *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const RmgTraceNode *
rmg_trace_add_node (RmgTrace *self, const char *id)
{
  RmgTraceNode *node = g_new0 (RmgTraceNode, 1);

  node->trace = self;
  g_mutex_lock (&self->lock);
  node->id = g_string_chunk_insert_const (self->text, id);
  g_ptr_array_add (self->nodes, node);
  g_mutex_unlock (&self->lock);
  return node;
}

static const char *
keep_text (RmgTrace *self, const char *text)
{
  const char *kept;

  if (text == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  kept = g_string_chunk_insert_const (self->text, text);
  g_mutex_unlock (&self->lock);
  return kept;
}

static RmgTraceRing *
find_ring (const RmgTrace *self, pid_t thread)
{
  for (guint i = 0; i < self->rings->len; i++) {
    RmgTraceRing *ring = g_ptr_array_index (self->rings, i);

    if (ring->thread == thread)
      return ring;
  }
  return NULL;
}

static RmgTraceRing *
add_ring (RmgTrace *self)
{
  RmgTraceRing *ring = g_new0 (RmgTraceRing, 1);

  g_mutex_init (&ring->lock);
  ring->records = g_new (RmgTraceRecord, RMG_TRACE_RING_SIZE);
  g_ptr_array_add (self->rings, ring);
  return ring;
}

static guint64
get_last_ns (RmgTraceRing *ring)
{
  guint64 last_ns;

  g_mutex_lock (&ring->lock);
  last_ns = ring->n_added > 0
      ? ring->records[(ring->n_added - 1) % RMG_TRACE_RING_SIZE].start_ns
      : 0;
  g_mutex_unlock (&ring->lock);
  return last_ns;
}

static RmgTraceRing *
find_silent_ring (const RmgTrace *self)
{
  RmgTraceRing *silent = NULL;
  guint64 oldest_ns = G_MAXUINT64;

  for (guint i = 0; i < self->rings->len; i++) {
    RmgTraceRing *ring = g_ptr_array_index (self->rings, i);
    guint64 last_ns = get_last_ns (ring);

    if (last_ns < oldest_ns) {
      silent = ring;
      oldest_ns = last_ns;
    }
  }
  return silent;
}

/* The ring changes its thread under its lock, so that the former thread sees it
 * before it adds a record. */
static void
give_ring (RmgTrace *self, RmgTraceRing *ring, pid_t thread)
{
  g_mutex_lock (&ring->lock);
  self->n_dropped += ring->n_added;
  ring->n_added = 0;
  ring->thread = thread;
  if (pthread_getname_np (pthread_self (), ring->name, sizeof ring->name) != 0)
    g_strlcpy (ring->name, "thread", sizeof ring->name);
  g_mutex_unlock (&ring->lock);
}

static RmgTraceRing *
take_ring (RmgTrace *self, pid_t thread)
{
  RmgTraceRing *ring;

  g_mutex_lock (&self->lock);
  ring = find_ring (self, thread);
  if (ring == NULL) {
    ring = self->rings->len < RMG_TRACE_MAX_RINGS ? add_ring (self)
                                                  : find_silent_ring (self);
    give_ring (self, ring, thread);
  }
  g_mutex_unlock (&self->lock);
  return ring;
}

/* Returns the ring of this thread, locked. */
static RmgTraceRing *
lock_ring (RmgTrace *self)
{
  if (cache.thread == 0)
    cache.thread = gettid ();
  for (;;) {
    if (cache.serial != self->serial)
      cache.ring = take_ring (self, cache.thread);
    cache.serial = self->serial;
    g_mutex_lock (&cache.ring->lock);
    if (cache.ring->thread == cache.thread)
      return cache.ring;
    g_mutex_unlock (&cache.ring->lock);
    cache.serial = 0;
  }
}

static void
add_record (RmgTrace *self, const RmgTraceRecord *record)
{
  RmgTraceRing *ring = lock_ring (self);

  ring->records[ring->n_added++ % RMG_TRACE_RING_SIZE] = *record;
  g_mutex_unlock (&ring->lock);
}

void
rmg_trace_add_call (const RmgTraceNode *node, guint64 start_ns,
    guint64 total_ns, guint64 own_ns)
{
  const RmgTraceRecord record = { .name = node->id,
    .start_ns = start_ns,
    .total_ns = total_ns,
    .own_ns = own_ns };

  add_record (node->trace, &record);
}

void
rmg_trace_add_event (RmgTrace *self, const char *name, const char *node_id)
{
  const RmgTraceRecord record = { .name = keep_text (self, name),
    .node = keep_text (self, node_id),
    .is_event = TRUE,
    .start_ns = now_ns () };

  add_record (self, &record);
}
