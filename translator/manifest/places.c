/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/manifest/places.h"

#include <string.h>

typedef struct
{
  guint line; /* 0 where the text has no such place */
  guint column;
} TextPlace;

/* A value, and the name of the field that holds it. */
typedef struct
{
  TextPlace value;
  TextPlace key;
} PathEntry;

struct _RmgPlaces
{
  GHashTable *by_path; /* path -> PathEntry */
};

RmgPlaces *
rmg_places_new (void)
{
  RmgPlaces *self = g_new (RmgPlaces, 1);

  self->by_path =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
rmg_places_free (RmgPlaces *self)
{
  g_hash_table_unref (self->by_path);
  g_free (self);
}

void
rmg_places_record (const char *path, RmgPlace place, guint line, guint column,
    gpointer user_data)
{
  RmgPlaces *self = user_data;
  PathEntry *entry = g_hash_table_lookup (self->by_path, path);

  if (entry == NULL) {
    entry = g_new0 (PathEntry, 1);
    g_hash_table_insert (self->by_path, g_strdup (path), entry);
  }
  *(place == RMG_PLACE_KEY ? &entry->key : &entry->value) =
      (TextPlace){ line, column };
}

/* Shortens "a.b[3].c" to "a.b[3]". Returns: whether @path was not empty. */
static gboolean
drop_last_key (char *path)
{
  char *end = strrchr (path, '.');

  if (*path == '\0')
    return FALSE;
  *(end != NULL ? end : path) = '\0';
  return TRUE;
}

/* The place of @path, or of the nearest path around it that has one. */
static TextPlace
find (const RmgPlaces *self, const char *path, RmgPlace target)
{
  g_autofree char *shorter = g_strdup (path);

  if (target == RMG_PLACE_PARENT && !drop_last_key (shorter))
    return (TextPlace){ 0 };
  do {
    const PathEntry *entry = g_hash_table_lookup (self->by_path, shorter);
    const TextPlace *place = entry == NULL ? NULL
        : target == RMG_PLACE_KEY          ? &entry->key
                                           : &entry->value;

    if (place != NULL && place->line != 0)
      return *place;
  } while (drop_last_key (shorter));
  return (TextPlace){ 0 };
}

void
rmg_places_locate (
    const RmgPlaces *self, RmgDiagnostics *diagnostics, guint first)
{
  for (guint i = first; i < rmg_diagnostics_get_n_problems (diagnostics); i++) {
    const RmgProblem *problem = rmg_diagnostics_get_problem (diagnostics, i);
    TextPlace place;

    if (problem->path == NULL || problem->line != 0)
      continue;
    place =
        find (self, problem->path, rmg_diagnostics_get_target (diagnostics, i));
    rmg_diagnostics_set_place (diagnostics, i, place.line, place.column);
  }
}
