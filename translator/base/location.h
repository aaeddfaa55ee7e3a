/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Where a reader or a writer finds its data. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_LOCATION_STREAM, /* "-": a standard stream */
  RMG_LOCATION_FILE,   /* a path, or a URI of a local file */
  RMG_LOCATION_HTTP,   /* http or https */
  RMG_LOCATION_OTHER,  /* a URI that nothing here reads */
} RmgLocationKind;

/**
 * rmg_location_read:
 * @text: a path, a URI or "-"
 * @path: (out) (transfer full) (optional): path of the file; @text itself if it
 *   is no file
 *
 * Returns: the kind of the location
 */
RmgLocationKind rmg_location_read (const char *text, char **path);

G_END_DECLS
