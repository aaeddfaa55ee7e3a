/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* An ordered map from text to pointers: entries are found by key and keep the
 * order of insertion. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *key;
  gpointer item; /* owned by the dict */
} RmgDictEntry;

typedef struct
{
  GArray *entries;   /* (element-type RmgDictEntry) */
  GHashTable *index; /* (nullable): key, owned by its entry, -> place + 1 */
  GDestroyNotify free_item;
} RmgDict;

void rmg_dict_init (RmgDict *self, GDestroyNotify free_item);
void rmg_dict_clear (RmgDict *self);
guint rmg_dict_get_length (const RmgDict *self);

/* @index: place of an existing entry
 * Returns: (transfer none): the entry, valid until the next change of @self */
const RmgDictEntry *rmg_dict_get_entry (const RmgDict *self, gsize index);

/* Returns: (transfer none) (nullable): the entry of @key, valid until the next
 * change of @self */
const RmgDictEntry *rmg_dict_find (const RmgDict *self, const char *key);

/* @item: (transfer full): new last item, or replacement of the item of @key */
void rmg_dict_set (RmgDict *self, const char *key, gpointer item);

G_END_DECLS
