/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/nearest.h"

#include <string.h>

/* Longer names are not compared: their misspellings differ in more letters. */
#define MAX_LENGTH 64

void
rmg_nearest_init (RmgNearest *self, const char *given)
{
  guint length = strlen (given);

  self->given = given;
  self->best = NULL;
  /* the first name at this distance or more is not taken */
  self->distance = MAX (length / 3, 2) + 1;
}

static gboolean
is_same (char a, char b)
{
  return g_ascii_tolower (a) == g_ascii_tolower (b);
}

/* Optimal string alignment distance, in three rows of the usual table. */
static guint
measure (const char *a, guint a_length, const char *b, guint b_length)
{
  guint rows[3][MAX_LENGTH + 1];
  guint *before = rows[0], *above = rows[1], *row = rows[2];

  for (guint j = 0; j <= b_length; j++)
    above[j] = j;
  for (guint i = 1; i <= a_length; i++) {
    guint *oldest = before;

    row[0] = i;
    for (guint j = 1; j <= b_length; j++) {
      gboolean same = is_same (a[i - 1], b[j - 1]);

      row[j] = MIN (above[j - 1] + !same, MIN (above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && is_same (a[i - 1], b[j - 2]) &&
          is_same (a[i - 2], b[j - 1]))
        row[j] = MIN (row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
    row = oldest;
  }
  return above[b_length];
}

static void
try_length (
    RmgNearest *self, const char *known, guint length, const char *stands_for)
{
  guint given_length = strlen (self->given);
  guint distance;

  if (length > MAX_LENGTH || given_length > MAX_LENGTH ||
      (guint) ABS ((int) length - (int) given_length) >= self->distance)
    return;
  distance = measure (self->given, given_length, known, length);
  if (distance >= self->distance || distance >= length)
    return;
  self->distance = distance;
  self->best = stands_for;
}

void
rmg_nearest_try (RmgNearest *self, const char *known)
{
  try_length (self, known, strlen (known), known);
}

void
rmg_nearest_try_words (
    RmgNearest *self, const char *known, const char *stands_for)
{
  while (known != NULL && *known != '\0') {
    gsize length = strcspn (known, " ");

    try_length (self, known, length, stands_for);
    known += length;
    known += strspn (known, " ");
  }
}

char *
rmg_nearest_hint (const RmgNearest *self)
{
  if (self->best == NULL)
    return NULL;
  return g_strdup_printf ("did you mean \"%s\"?", self->best);
}
