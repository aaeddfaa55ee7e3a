/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tool_nearest:
 * @word: what was written
 * @known: what could have been; ends with NULL
 *
 * Returns: (transfer none) (nullable): the known word that the fewest changes
 *   of a letter lead to, unless they are more than a third of @word
 */
const char *tool_nearest (const char *word, const char *const *known);

G_END_DECLS
