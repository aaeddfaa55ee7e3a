/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A file that replaces its target only when it is complete: written beside the
 * target under a hidden name, and renamed at the end. A process that is killed
 * leaves the target as it was. Pure: no element. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct
{
  FILE *file;
  char *target; /* links resolved */
  char *draft;  /* (nullable): hidden name; NULL for pipes and devices */
} RmgDraft;

/**
 * rmg_draft_open:
 * @path: the target
 *
 * Opens a new file beside @path; a pipe or a device is opened itself. The file
 * has the permissions of a target that exists.
 *
 * Returns: 0, or an errno
 */
int rmg_draft_open (RmgDraft *self, const char *path);

/** rmg_draft_can_seek: whether the file is a regular one. */
gboolean rmg_draft_can_seek (const RmgDraft *self);

/** rmg_draft_commit: writes all data and renames the file to its target. The
 * file stays open. Returns: 0, or an errno */
int rmg_draft_commit (RmgDraft *self);

/**
 * rmg_draft_close:
 *
 * Closes the file. An uncommitted file becomes the target if no target exists, so
 * that its data can be used; otherwise it becomes "TARGET.part". An empty
 * uncommitted file is removed.
 *
 * Returns: (transfer full) (nullable): path of the incomplete file
 */
char *rmg_draft_close (RmgDraft *self);

G_END_DECLS
