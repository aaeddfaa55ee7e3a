/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/nearest.h"

#include <string.h>

/* Letters to insert, drop or replace (Levenshtein), case aside. One row of the
 * table is kept: row[j] is the distance of a[0..i] to b[0..j]. */
static guint
count_changes (const char *a, const char *b)
{
  gsize b_length = strlen (b);
  g_autofree guint *row = g_new (guint, b_length + 1);

  for (gsize j = 0; j <= b_length; j++)
    row[j] = j;
  for (gsize i = 0; a[i] != '\0'; i++) {
    guint diagonal = row[0];

    row[0] = i + 1;
    for (gsize j = 0; j < b_length; j++) {
      gboolean same = g_ascii_tolower (a[i]) == g_ascii_tolower (b[j]);
      guint replaced = diagonal + (same ? 0 : 1);

      diagonal = row[j + 1];
      row[j + 1] = MIN (replaced, MIN (diagonal, row[j]) + 1);
    }
  }
  return row[b_length];
}

const char *
tool_nearest (const char *word, const char *const *known)
{
  guint fewest = MAX (strlen (word) / 3, 2) + 1;
  const char *nearest = NULL;

  for (; *known != NULL; known++) {
    guint changes = count_changes (word, *known);

    if (changes < fewest && changes < strlen (*known)) {
      fewest = changes;
      nearest = *known;
    }
  }
  return nearest;
}
