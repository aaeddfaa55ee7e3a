/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/base/shared.h"

#include <stddef.h>

static RmgShared *
find_locked (const RmgSharedSet *set, const void *key)
{
  RmgShared *item = set->first;

  while (item != NULL && !set->is_for (item, key))
    item = item->next;
  return item;
}

static RmgShared *
create_locked (RmgSharedSet *set, const void *key)
{
  RmgShared *item = set->create (key);

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

  pthread_mutex_lock (&set->lock);
  item = find_locked (set, key);
  if (item == NULL)
    item = create_locked (set, key);
  if (item != NULL)
    item->references++;
  pthread_mutex_unlock (&set->lock);
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
  pthread_mutex_lock (&set->lock);
  last = drop_locked (set, item);
  pthread_mutex_unlock (&set->lock);
  if (last != NULL)
    set->destroy (last);
}
