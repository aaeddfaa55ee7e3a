/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>

G_BEGIN_DECLS

/**
 * RmgManifest:
 *
 * The parsed text of a manifest. Its fields are checked by
 * rmg_graph_new_from_manifest(). Immutable; may be shared between threads.
 */
typedef struct _RmgManifest RmgManifest;

#define RMG_TYPE_MANIFEST (rmg_manifest_get_type ())
RMG_API GType rmg_manifest_get_type (void);

/**
 * rmg_manifest_new_from_file:
 * @path: (type filename): a file of at most 16 MiB
 * @diagnostics: (nullable): receives the problem with its place
 * @error: (out) (optional): %RMG_ERROR_IO, %RMG_ERROR_SYNTAX, %RMG_ERROR_LIMIT,
 *   %RMG_ERROR_ENCODING, %RMG_ERROR_DUPLICATE_KEY or %RMG_ERROR_NUMBER
 *
 * Reads and parses a file. Blocks while it reads. Thread: any.
 *
 * Returns: (transfer full) (nullable): the manifest
 */
RMG_API RmgManifest *rmg_manifest_new_from_file (
    const char *path, RmgDiagnostics *diagnostics, GError **error);

/**
 * rmg_manifest_new_from_data:
 * @text: the text; copied
 * @length: number of bytes, or -1 if @text ends with NUL
 * @name: (nullable): name of the manifest in messages
 * @diagnostics: (nullable): receives the problem with its place
 * @error: (out) (optional): as for rmg_manifest_new_from_file()
 *
 * Parses a text. Thread: any.
 *
 * Returns: (transfer full) (nullable): the manifest
 */
RMG_API RmgManifest *rmg_manifest_new_from_data (const char *text,
    gssize length, const char *name, RmgDiagnostics *diagnostics,
    GError **error);

/**
 * rmg_manifest_ref:
 * @self: a manifest
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @self
 */
RMG_API RmgManifest *rmg_manifest_ref (RmgManifest *self);

/**
 * rmg_manifest_unref:
 * @self: (transfer full): a manifest
 *
 * Releases a reference; the last one frees @self. Thread: any.
 */
RMG_API void rmg_manifest_unref (RmgManifest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgManifest, rmg_manifest_unref)

/**
 * rmg_manifest_get_name:
 * @self: a manifest
 *
 * Thread: any.
 *
 * Returns: (transfer none): path of the file, or name of the data; valid as long
 *   as @self
 */
RMG_API const char *rmg_manifest_get_name (const RmgManifest *self);

G_END_DECLS
