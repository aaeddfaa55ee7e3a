/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/dict.h"

/* Number of entries up to which a linear search is faster than the index. */
#define MAX_UNINDEXED 8

void
rmg_dict_init (RmgDict *self, GDestroyNotify free_item)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (RmgDictEntry));
  self->index = NULL;
  self->free_item = free_item;
}

guint
rmg_dict_get_length (const RmgDict *self)
{
  return self->entries->len;
}

const RmgDictEntry *
rmg_dict_get_entry (const RmgDict *self, gsize index)
{
  return &g_array_index (self->entries, RmgDictEntry, index);
}

void
rmg_dict_clear (RmgDict *self)
{
  g_clear_pointer (&self->index, g_hash_table_unref);
  for (guint i = 0; i < self->entries->len; i++) {
    const RmgDictEntry *entry = rmg_dict_get_entry (self, i);

    self->free_item (entry->item);
    g_free (entry->key);
  }
  g_array_unref (self->entries);
}

const RmgDictEntry *
rmg_dict_find (const RmgDict *self, const char *key)
{
  if (self->index != NULL) {
    guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->index, key));

    return place == 0 ? NULL : rmg_dict_get_entry (self, place - 1);
  }

  for (guint i = 0; i < self->entries->len; i++) {
    const RmgDictEntry *entry = rmg_dict_get_entry (self, i);

    if (g_str_equal (entry->key, key))
      return entry;
  }
  return NULL;
}

static void
index_entry (RmgDict *self, guint place)
{
  const RmgDictEntry *entry = rmg_dict_get_entry (self, place);

  g_hash_table_insert (self->index, entry->key, GUINT_TO_POINTER (place + 1));
}

static void
add_entry (RmgDict *self, const char *key, gpointer item)
{
  RmgDictEntry entry = { g_strdup (key), item };
  guint n_entries;

  g_array_append_val (self->entries, entry);
  n_entries = self->entries->len;
  if (self->index != NULL) {
    index_entry (self, n_entries - 1);
  } else if (n_entries > MAX_UNINDEXED) {
    self->index = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < n_entries; i++)
      index_entry (self, i);
  }
}

void
rmg_dict_set (RmgDict *self, const char *key, gpointer item)
{
  RmgDictEntry *known = (RmgDictEntry *) rmg_dict_find (self, key);

  if (known == NULL) {
    add_entry (self, key, item);
    return;
  }
  self->free_item (known->item);
  known->item = item;
}
