/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/cpu.h"

#include <pthread.h>
#include <time.h>

typedef struct
{
  pthread_t thread;
  clockid_t clock;
  guint64 start_ns; /* a pool thread worked for other nodes before */
} Entry;

struct _RmgThreadCpu
{
  GMutex lock;
  GArray *entries;  /* (element-type Entry): counted threads */
  guint64 ended_ns; /* of the threads that left */
};

static guint64
read_clock_ns (clockid_t clock)
{
  struct timespec time;

  if (clock_gettime (clock, &time) != 0)
    return 0;
  return time.tv_sec * G_GUINT64_CONSTANT (1000000000) + time.tv_nsec;
}

RmgThreadCpu *
rmg_thread_cpu_new (void)
{
  RmgThreadCpu *self = g_new0 (RmgThreadCpu, 1);

  g_mutex_init (&self->lock);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

void
rmg_thread_cpu_free (RmgThreadCpu *self)
{
  g_array_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
rmg_thread_cpu_enter (RmgThreadCpu *self)
{
  Entry entry = { .thread = pthread_self () };

  if (pthread_getcpuclockid (entry.thread, &entry.clock) != 0)
    return;
  entry.start_ns = read_clock_ns (entry.clock);

  g_mutex_lock (&self->lock);
  g_array_append_val (self->entries, entry);
  g_mutex_unlock (&self->lock);
}

void
rmg_thread_cpu_leave (RmgThreadCpu *self)
{
  pthread_t thread = pthread_self ();

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = &g_array_index (self->entries, Entry, i);

    if (!pthread_equal (entry->thread, thread))
      continue;
    self->ended_ns += read_clock_ns (entry->clock) - entry->start_ns;
    g_array_remove_index_fast (self->entries, i);
    break;
  }
  g_mutex_unlock (&self->lock);
}

guint64
rmg_thread_cpu_read_ns (RmgThreadCpu *self)
{
  guint64 total_ns;

  g_mutex_lock (&self->lock);
  total_ns = self->ended_ns;
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = &g_array_index (self->entries, Entry, i);

    total_ns += read_clock_ns (entry->clock) - entry->start_ns;
  }
  g_mutex_unlock (&self->lock);
  return total_ns;
}
