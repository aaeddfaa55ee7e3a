/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/tsan/order.h"

#include <dlfcn.h>

gpointer
rmg_tsan_find (gpointer *slot, const char *name)
{
  gpointer function = __atomic_load_n (slot, __ATOMIC_ACQUIRE);

  if (function == NULL) {
    function = dlsym (RTLD_NEXT, name);
    __atomic_store_n (slot, function, __ATOMIC_RELEASE);
  }
  return function;
}

void
g_mutex_lock (GMutex *mutex)
{
  RMG_TSAN_REAL (g_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean locked = RMG_TSAN_REAL (g_mutex_trylock) (mutex);

  if (locked)
    __tsan_acquire (mutex);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  RMG_TSAN_REAL (g_mutex_unlock) (mutex);
}

void
g_rec_mutex_lock (GRecMutex *mutex)
{
  RMG_TSAN_REAL (g_rec_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

gboolean
g_rec_mutex_trylock (GRecMutex *mutex)
{
  gboolean locked = RMG_TSAN_REAL (g_rec_mutex_trylock) (mutex);

  if (locked)
    __tsan_acquire (mutex);
  return locked;
}

void
g_rec_mutex_unlock (GRecMutex *mutex)
{
  __tsan_release (mutex);
  RMG_TSAN_REAL (g_rec_mutex_unlock) (mutex);
}

/* A wait unlocks and locks the mutex. The order of signal and wait is that of the
 * mutex. */
void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  RMG_TSAN_REAL (g_cond_wait) (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = RMG_TSAN_REAL (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return signalled;
}

/* Readers are not ordered among themselves: they release another address than
 * they acquire. */
static gpointer
readers (GRWLock *lock)
{
  return (char *) lock + 1;
}

void
g_rw_lock_reader_lock (GRWLock *lock)
{
  RMG_TSAN_REAL (g_rw_lock_reader_lock) (lock);
  __tsan_acquire (lock);
}

gboolean
g_rw_lock_reader_trylock (GRWLock *lock)
{
  gboolean locked = RMG_TSAN_REAL (g_rw_lock_reader_trylock) (lock);

  if (locked)
    __tsan_acquire (lock);
  return locked;
}

void
g_rw_lock_reader_unlock (GRWLock *lock)
{
  __tsan_release (readers (lock));
  RMG_TSAN_REAL (g_rw_lock_reader_unlock) (lock);
}

static void
acquire_all (GRWLock *lock)
{
  __tsan_acquire (lock);
  __tsan_acquire (readers (lock));
}

void
g_rw_lock_writer_lock (GRWLock *lock)
{
  RMG_TSAN_REAL (g_rw_lock_writer_lock) (lock);
  acquire_all (lock);
}

gboolean
g_rw_lock_writer_trylock (GRWLock *lock)
{
  gboolean locked = RMG_TSAN_REAL (g_rw_lock_writer_trylock) (lock);

  if (locked)
    acquire_all (lock);
  return locked;
}

void
g_rw_lock_writer_unlock (GRWLock *lock)
{
  __tsan_release (lock);
  RMG_TSAN_REAL (g_rw_lock_writer_unlock) (lock);
}
