/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Lists of words in one string, separated by blanks: how tables keep them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** rmg_words_contain: whether @word is one of @words (nullable). */
gboolean rmg_words_contain (const char *words, const char *word);

/**
 * rmg_words_get_value:
 * @words: (nullable): "low=fast hi=high"
 * @name: one of the names
 *
 * Returns: (transfer full) (nullable): the value of @name
 */
char *rmg_words_get_value (const char *words, const char *name);

G_END_DECLS
