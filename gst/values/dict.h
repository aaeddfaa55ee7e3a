/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The entries of a dict value: found by key, kept in the order of insertion. */
#pragma once

#include <rmg/value.h>

G_BEGIN_DECLS

typedef struct
{
  char *key;
  RmgValue *item;
} RmgDictEntry;

typedef struct
{
  GArray *entries;   /* (element-type RmgDictEntry) */
  GHashTable *index; /* (nullable): key, owned by the entry, -> place + 1 */
} RmgDict;

void rmg_dict_init (RmgDict *self);
void rmg_dict_clear (RmgDict *self);
guint rmg_dict_get_length (const RmgDict *self);

/* @index: place of an entry that exists */
const RmgDictEntry *rmg_dict_get_entry (const RmgDict *self, gsize index);

/* Returns: (nullable): the entry of @key */
const RmgDictEntry *rmg_dict_find (const RmgDict *self, const char *key);

/* @item: (transfer full): takes the place of the one that @key had */
void rmg_dict_set (RmgDict *self, const char *key, RmgValue *item);

G_END_DECLS
