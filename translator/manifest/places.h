/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The line and column of each value of a manifest, by its JSON path, recorded
 * while the text is scanned. */
#pragma once

#include "translator/base/diagnostics.h"
#include <rmg/manifest.h>

G_BEGIN_DECLS

typedef struct _RmgPlaces RmgPlaces;

RmgPlaces *rmg_places_new (void);
void rmg_places_free (RmgPlaces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgPlaces, rmg_places_free)

/** rmg_places_record: an RmgScanFunc; @user_data is the RmgPlaces. */
void rmg_places_record (const char *path, RmgPlace place, guint line,
    guint column, gpointer user_data);

/**
 * rmg_places_locate:
 * @first: index of the first problem to locate
 *
 * Sets line and column of the problems from @first on that have a path and no
 * line yet. A problem of a value that the text does not have is placed at the
 * nearest object around it.
 */
void rmg_places_locate (
    const RmgPlaces *self, RmgDiagnostics *diagnostics, guint first);

/** rmg_manifest_get_places: (transfer none): the places of its values. */
const RmgPlaces *rmg_manifest_get_places (const RmgManifest *self);

/** rmg_manifest_is_file: whether its name is the path that it was read from. */
gboolean rmg_manifest_is_file (const RmgManifest *self);

G_END_DECLS
