/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A strict look at the text before json-glib sees it, which crashes on deep
 * nesting, keeps the last of two equal keys and wraps long integers. It also
 * knows the line and column of every JSON path. */
#pragma once

#include "translator/base/diagnostics.h"

G_BEGIN_DECLS

#define RMG_SCAN_MAX_BYTES (16 * 1024 * 1024)
#define RMG_SCAN_MAX_DEPTH 64

/**
 * rmg_scan_check:
 * @text: terminated by a zero byte
 * @length: bytes before it
 * @diagnostics: receives the first problem, with its place
 *
 * Returns: whether @text is JSON in UTF-8 within our limits, every key once in
 *   its object, every integer within int64, every number finite
 */
gboolean rmg_scan_check (
    const char *text, gsize length, RmgDiagnostics *diagnostics);

/**
 * rmg_scan_locate:
 * @text: a text that rmg_scan_check() accepted
 * @first: the first problem without a place
 *
 * Gives the problems from @first on the line and column of their paths, in one
 * pass over @text however many they are.
 */
void rmg_scan_locate (
    const char *text, gsize length, RmgDiagnostics *diagnostics, guint first);

/** rmg_scan_append_key: appends ".key", or "[\"a key\"]" where it must. */
void rmg_scan_append_key (GString *path, const char *key);

G_END_DECLS
