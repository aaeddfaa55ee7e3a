/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The check of a plan's files. It looks at the disk, so it is no part of
 * planning: it runs before a session opens. */

#include <rmg/files.h>

#include "translator/plan/steps.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Identity of a file: its inode, or its future place. */
typedef struct
{
  gboolean exists;
  gboolean is_special; /* a standard stream, a pipe or a device */
  int code;            /* errno of an unusable path, otherwise 0 */
  struct stat file;    /* if it exists */
  struct stat folder;  /* otherwise */
  char *name;          /* in the folder */
} FileIdentity;

static void
clear_identity (gpointer data)
{
  g_free (((FileIdentity *) data)->name);
}

static void
identify (const char *path, FileIdentity *identity)
{
  g_autofree char *folder = NULL;

  *identity = (FileIdentity){ .is_special = strcmp (path, "-") == 0 };
  if (identity->is_special)
    return;
  identity->exists = stat (path, &identity->file) == 0;
  if (identity->exists) {
    identity->is_special =
        !S_ISREG (identity->file.st_mode) && !S_ISDIR (identity->file.st_mode);
    return;
  }
  identity->code = errno != ENOENT ? errno : 0;
  folder = g_path_get_dirname (path);
  if (stat (folder, &identity->folder) == 0)
    identity->name = g_path_get_basename (path);
}

static gboolean
is_same_inode (const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static gboolean
is_same (const FileIdentity *a, const FileIdentity *b)
{
  if (a->is_special || b->is_special || a->exists != b->exists)
    return FALSE;
  if (a->exists)
    return is_same_inode (&a->file, &b->file);
  return a->name != NULL && g_strcmp0 (a->name, b->name) == 0 &&
      is_same_inode (&a->folder, &b->folder);
}

static gboolean
report_conflict (const RmgFileUse *a, const RmgFileUse *b, GError **error)
{
  g_set_error (error, RMG_ERROR, RMG_ERROR_CONFLICT,
      "%s %s %s, and %s %s the same file%s%s", a->user,
      a->is_output ? "writes" : "reads", a->path, b->user,
      b->is_output ? "writes" : "reads",
      strcmp (a->path, b->path) != 0 ? ", as " : "",
      strcmp (a->path, b->path) != 0 ? b->path : "");
  return FALSE;
}

static gboolean
report_unwritable (const RmgFileUse *use, int code, GError **error)
{
  g_set_error (error, RMG_ERROR, RMG_ERROR_FAILED, "%s: cannot write %s: %s",
      use->user, use->path, g_strerror (code));
  return FALSE;
}

/* Whether the file, or a new one in its folder, can be written. */
static gboolean
check_writable (
    const RmgFileUse *use, const FileIdentity *identity, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (use->path);

  if (identity->is_special)
    return TRUE;
  if (identity->code != 0)
    return report_unwritable (use, identity->code, error);
  if (identity->exists && S_ISDIR (identity->file.st_mode))
    return report_unwritable (use, EISDIR, error);
  if (access (identity->exists ? use->path : folder, W_OK) != 0)
    return report_unwritable (use, errno, error);
  return TRUE;
}

static gboolean
check_use (const RmgFileUse *files, const FileIdentity *identities, guint index,
    GError **error)
{
  const RmgFileUse *use = &files[index];

  if (use->is_output && !check_writable (use, &identities[index], error))
    return FALSE;
  for (guint i = 0; i < index; i++)
    if ((use->is_output || files[i].is_output) &&
        is_same (&identities[i], &identities[index]))
      return report_conflict (&files[i], use, error);
  return TRUE;
}

gboolean
rmg_files_check (const RmgFileUse *files, guint n_files, GError **error)
{
  g_autoptr (GArray) identities =
      g_array_sized_new (FALSE, TRUE, sizeof (FileIdentity), n_files);
  gboolean ok = TRUE;

  g_array_set_clear_func (identities, clear_identity);
  g_array_set_size (identities, n_files);
  for (guint i = 0; i < n_files; i++)
    identify (files[i].path, &g_array_index (identities, FileIdentity, i));
  for (guint i = 0; ok && i < n_files; i++)
    ok = check_use (files, (FileIdentity *) identities->data, i, error);
  return ok;
}

gboolean
rmg_plan_check_files (const RmgPlan *plan, const RmgFileUse *others,
    guint n_others, GError **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (RmgFileUse));
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (plan != NULL, FALSE);

  if (n_others > 0)
    g_array_append_vals (files, others, n_others);
  for (guint i = 0; i < plan->files->len; i++) {
    const RmgPlanFile *file = &g_array_index (plan->files, RmgPlanFile, i);
    const RmgPlanNode *node =
        &g_array_index (plan->nodes, RmgPlanNode, file->node);
    RmgFileUse use = { g_strdup_printf ("node \"%s\"", node->id), file->path,
      (node->flags & RMG_NODE_SINK) != 0 };

    g_ptr_array_add (users, (gpointer) use.user);
    g_array_append_val (files, use);
  }
  return rmg_files_check ((RmgFileUse *) files->data, files->len, error);
}
