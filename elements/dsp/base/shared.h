/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Shared tables: created for the first user of a key, freed after the last. */
#pragma once

#include <stdbool.h>

/* The first member of whatever is shared. */
typedef struct RmgShared
{
  struct RmgShared *next;
  unsigned references;
} RmgShared;

/* A list is enough: an application meets few ratios. */
typedef struct
{
  bool (*is_for) (const RmgShared *item, const void *key);
  RmgShared *(*create) (const void *key); /* may return NULL */
  void (*destroy) (RmgShared *item);
  RmgShared *first;
  unsigned creator; /* process in which an item is being created, or 0 */
} RmgSharedSet;

/* Returns the item for a key, or creates it; other threads that need an item of
 * the set wait for that. A process that was forked meanwhile creates its own.
 * Thread: any.
 *
 * Returns: a reference for rmg_shared_release(), or NULL if the item does not
 * exist and could not be created. */
const void *rmg_shared_acquire (RmgSharedSet *set, const void *key);

/* item may be NULL. Safe from any thread. */
void rmg_shared_release (RmgSharedSet *set, const void *item);
