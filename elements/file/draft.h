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
  char *buffer; /* (nullable): of @file; glibc ignores the size without one */
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

/** rmg_draft_name_incomplete: (transfer full): the name that an uncommitted file
 * gets: that of the target if no target exists, so that its data can be used,
 * otherwise "TARGET.part". */
char *rmg_draft_name_incomplete (const RmgDraft *self);

/**
 * rmg_draft_close:
 * @keeps: whether an uncommitted file that has data is kept
 *
 * Closes the file and renames or removes an uncommitted one.
 *
 * Returns: (transfer full) (nullable): path of the incomplete file
 */
char *rmg_draft_close (RmgDraft *self, gboolean keeps);

G_END_DECLS
