/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/plan.h>

G_BEGIN_DECLS

/**
 * RmgFileUse:
 * @user: user of the file, for messages: "--metrics", "node \"writer\""
 * @path: path of the file; "-" is a standard stream
 * @is_output: whether it is written
 *
 * A file that a run reads or writes.
 */
typedef struct
{
  const char *user;
  const char *path;
  gboolean is_output;
} RmgFileUse;

/**
 * rmg_files_check:
 * @files: (array length=n_files): the files of a run
 * @n_files: number of @files
 * @error: (out) (optional): %RMG_ERROR_CONFLICT if two uses of one file
 *   conflict; %RMG_ERROR_FAILED if an output cannot be written
 *
 * Checks that no output is an input or another output, and that each output
 * can be written. Files are compared by device and inode, so that other
 * spellings and links count; outputs that do not exist yet are compared by
 * folder and name. Pipes and devices are not compared. Opens no file.
 *
 * Returns: whether the run would damage no file
 */
RMG_API gboolean rmg_files_check (
    const RmgFileUse *files, guint n_files, GError **error);

/**
 * rmg_plan_check_files:
 * @plan: a plan
 * @others: (nullable) (array length=n_others): further files of the run
 * @n_others: number of @others
 * @error: (out) (optional): as for rmg_files_check()
 *
 * Checks the files of the plan's readers and writers, and @others.
 *
 * Returns: whether the run would damage no file
 */
RMG_API gboolean rmg_plan_check_files (const RmgPlan *plan,
    const RmgFileUse *others, guint n_others, GError **error);

G_END_DECLS
