/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Checks of JSON text before json-glib, which crashes on deep nesting, turns
 * integers of more than 64 bits into other integers, cuts strings at NUL, reads
 * several documents as the last of them and accepts words and escapes that JSON
 * does not have. The guard checks tokens only; json-glib checks their order. */
#pragma once

#include <rmg/error.h>

G_BEGIN_DECLS

/* @text, @length: UTF-8
 * Returns: (transfer full) (nullable): the document for json-glib, in which
 *   integers beyond 64 bits are written as doubles */
char *rmg_json_guard (
    const char *text, gsize length, guint max_depth, GError **error);

G_END_DECLS
