/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Strict scan of JSON text before json-glib parses it: json-glib crashes on
 * deep nesting, keeps the last of two equal keys, wraps integers beyond 64 bits
 * and accepts words and escapes that JSON does not have. The scan also reports
 * the line and the column of each value. */
#pragma once

#include "translator/base/diagnostics.h"

G_BEGIN_DECLS

/**
 * RmgScanFunc:
 * @path: of the value, "nodes[0].id"; valid during the call
 * @place: %RMG_PLACE_VALUE, or %RMG_PLACE_KEY for the name of the field
 *
 * Called for each value and each field name, in the order of the text.
 */
typedef void (*RmgScanFunc) (const char *path, RmgPlace place, guint line,
    guint column, gpointer user_data);

typedef struct
{
  guint max_depth;      /* levels of nesting that are accepted */
  guint max_path_depth; /* deeper values are not reported to @found */
  RmgScanFunc found;    /* (nullable) */
  gpointer user_data;
  gboolean allow_duplicates; /* of keys in an object */
  GArray *long_integers;     /* (nullable) (element-type gsize): receives the
                                offset after each integer beyond 64 bits;
                                without it they are errors */
} RmgScanOptions;

/**
 * rmg_scan:
 * @text: terminated by a zero byte
 * @length: bytes before it
 * @diagnostics: receives the first problem, with its place
 *
 * Returns: whether @text is one JSON value in UTF-8 with finite numbers, within
 *   the limits of @options
 */
gboolean rmg_scan (const char *text, gsize length,
    const RmgScanOptions *options, RmgDiagnostics *diagnostics);

/** rmg_scan_append_key: appends ".key", or "[\"a key\"]" where it must. */
void rmg_scan_append_key (GString *path, const char *key);

G_END_DECLS
