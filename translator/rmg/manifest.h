/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>

G_BEGIN_DECLS

/* The text of a manifest, found to be JSON within our limits and parsed.
 * What it says is checked by rmg_graph_new_from_manifest(). Immutable. */
typedef struct _RmgManifest RmgManifest;

/**
 * rmg_manifest_new_from_file:
 * @path: a file, at most 16 MiB
 * @diagnostics: (nullable): receives the problem with its place
 * @error: (out) (optional): %RMG_ERROR_IO, _SYNTAX, _LIMIT, _ENCODING,
 *   _DUPLICATE_KEY or _NUMBER
 *
 * Returns: (transfer full) (nullable): the manifest
 */
RMG_API RmgManifest *rmg_manifest_new_from_file (
    const char *path, RmgDiagnostics *diagnostics, GError **error);

/**
 * rmg_manifest_new_from_data:
 * @text: JSON; copied
 * @length: bytes in @text, or -1 where it is terminated
 * @name: (nullable): what to call it in messages
 *
 * Returns: (transfer full) (nullable): as rmg_manifest_new_from_file()
 */
RMG_API RmgManifest *rmg_manifest_new_from_data (const char *text,
    gssize length, const char *name, RmgDiagnostics *diagnostics,
    GError **error);

RMG_API RmgManifest *rmg_manifest_ref (RmgManifest *self);
RMG_API void rmg_manifest_unref (RmgManifest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgManifest, rmg_manifest_unref)

/** rmg_manifest_get_name: (transfer none): the path, or the name given. */
RMG_API const char *rmg_manifest_get_name (const RmgManifest *self);

G_END_DECLS
