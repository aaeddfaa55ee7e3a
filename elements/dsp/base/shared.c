/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/shared.h"

#include <pthread.h>
#include <stddef.h>

/* One lock for all sets, so that fork() can take it: the child of a process with
 * threads then finds complete lists. It guards the lists, all references and the
 * creators, and is not held while an item is created, which may take long. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t created = PTHREAD_COND_INITIALIZER;
static unsigned process = 1; /* another number in each child */

static void
lock_all (void)
{
  pthread_mutex_lock (&lock);
}

static void
unlock_all (void)
{
  pthread_mutex_unlock (&lock);
}

/* The threads of the parent that create or wait do not exist here. */
static void
start_child (void)
{
  process++;
  created = (pthread_cond_t) PTHREAD_COND_INITIALIZER;
  pthread_mutex_unlock (&lock);
}

/* Runs when the module is loaded, before the first use on any thread.
 * pthread_once() has no symbol for older C libraries since glibc 2.34. */
__attribute__ ((constructor)) static void
watch_forks (void)
{
  pthread_atfork (lock_all, unlock_all, start_child);
}

static RmgShared *
find_locked (const RmgSharedSet *set, const void *key)
{
  RmgShared *item = set->first;

  while (item != NULL && !set->is_for (item, key))
    item = item->next;
  return item;
}

/* One thread creates items of a set at a time, so that none is created twice. */
static RmgShared *
find_or_wait (const RmgSharedSet *set, const void *key)
{
  RmgShared *item = find_locked (set, key);

  while (item == NULL && set->creator == process) {
    pthread_cond_wait (&created, &lock);
    item = find_locked (set, key);
  }
  return item;
}

/* Releases the lock meanwhile. */
static RmgShared *
create_locked (RmgSharedSet *set, const void *key)
{
  RmgShared *item;

  set->creator = process;
  pthread_mutex_unlock (&lock);
  item = set->create (key);
  pthread_mutex_lock (&lock);
  set->creator = 0;
  pthread_cond_broadcast (&created);
  if (item == NULL)
    return NULL;
  item->references = 0;
  item->next = set->first;
  set->first = item;
  return item;
}

const void *
rmg_shared_acquire (RmgSharedSet *set, const void *key)
{
  RmgShared *item;

  pthread_mutex_lock (&lock);
  item = find_or_wait (set, key);
  if (item == NULL)
    item = create_locked (set, key);
  if (item != NULL)
    item->references++;
  pthread_mutex_unlock (&lock);
  return item;
}

/* Returns: the item to destroy when this was the last reference. */
static RmgShared *
drop_locked (RmgSharedSet *set, const void *item)
{
  RmgShared **link = &set->first, *found;

  while (*link != item)
    link = &(*link)->next;
  found = *link;
  if (--found->references > 0)
    return NULL;
  *link = found->next;
  return found;
}

void
rmg_shared_release (RmgSharedSet *set, const void *item)
{
  RmgShared *last;

  if (item == NULL)
    return;
  pthread_mutex_lock (&lock);
  last = drop_locked (set, item);
  pthread_mutex_unlock (&lock);
  if (last != NULL)
    set->destroy (last);
}
