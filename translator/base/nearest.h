/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Looks for the known name that a wrong one was probably meant to be: the one
 * with the fewest letters added, left out, replaced or swapped, in any case, if
 * they are few. */
typedef struct
{
  const char *given;
  const char *best; /* (nullable): nearest so far; must outlive the search */
  guint distance;
} RmgNearest;

void rmg_nearest_init (RmgNearest *self, const char *given);
void rmg_nearest_try (RmgNearest *self, const char *known);

/** rmg_nearest_try_words: each of @known, which blanks separate; a match is
 * reported as @stands_for. */
void rmg_nearest_try_words (
    RmgNearest *self, const char *known, const char *stands_for);

/** rmg_nearest_hint: (transfer full) (nullable): "did you mean …?" */
char *rmg_nearest_hint (const RmgNearest *self);

G_END_DECLS
