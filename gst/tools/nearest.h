/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tool_nearest:
 * @word: the unknown word
 * @known: the known words; ends with NULL
 *
 * Returns: (transfer none) (nullable): the known word with the fewest changed
 *   letters, unless these are more than a third of @word
 */
const char *tool_nearest (const char *word, const char *const *known);

G_END_DECLS
