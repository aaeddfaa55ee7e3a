/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/file/draft.h"

#include "elements/file/wav-sizes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES (64 * 1024)
#define NEW_FILE_MODE 0666

/* The file that a link points to, so that the link stays a link. */
static char *
resolve (const char *path)
{
  char *resolved = realpath (path, NULL);
  char *copy = g_strdup (resolved != NULL ? resolved : path);

  free (resolved);
  return copy;
}

static int
open_draft (RmgDraft *self, const struct stat *target)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  g_autofree char *name = g_path_get_basename (self->target);
  g_autofree char *draft = g_strdup_printf ("%s/.%s.XXXXXX", folder, name);
  int fd = g_mkstemp_full (draft, O_RDWR | O_CLOEXEC, NEW_FILE_MODE);

  if (fd >= 0)
    self->draft = g_steal_pointer (&draft);
  if (fd >= 0 && target != NULL)
    (void) !fchmod (fd, target->st_mode & 07777);
  return fd;
}

int
rmg_draft_open (RmgDraft *self, const char *path)
{
  struct stat info;
  gboolean exists = stat (path, &info) == 0;
  int fd;

  *self = (RmgDraft){ .target = resolve (path) };
  if (exists && S_ISDIR (info.st_mode))
    return EISDIR;
  if (exists && access (self->target, W_OK) != 0)
    return errno;
  if (exists && !S_ISREG (info.st_mode))
    fd = g_open (self->target, O_WRONLY | O_CLOEXEC, 0);
  else
    fd = open_draft (self, exists ? &info : NULL);
  if (fd < 0)
    return errno;
  self->file = fdopen (fd, "w");
  if (self->file == NULL)
    return errno;
  if (self->draft != NULL) {
    self->buffer = g_malloc (BUFFER_BYTES);
    setvbuf (self->file, self->buffer, _IOFBF, BUFFER_BYTES);
  }
  return 0;
}

gboolean
rmg_draft_can_seek (const RmgDraft *self)
{
  return self->draft != NULL;
}

int
rmg_draft_commit (RmgDraft *self)
{
  if (fflush (self->file) != 0)
    return errno;
  if (self->draft == NULL)
    return 0;
  if (g_rename (self->draft, self->target) != 0)
    return errno;
  g_clear_pointer (&self->draft, g_free);
  return 0;
}

char *
rmg_draft_name_incomplete (const RmgDraft *self)
{
  return g_file_test (self->target, G_FILE_TEST_EXISTS)
      ? g_strconcat (self->target, ".part", NULL)
      : g_strdup (self->target);
}

/* Renames an incomplete file to a name that can be seen. Returns: the name. */
static char *
keep (const RmgDraft *self)
{
  g_autofree char *kept = rmg_draft_name_incomplete (self);

  return g_rename (self->draft, kept) == 0 ? g_steal_pointer (&kept)
                                           : g_strdup (self->draft);
}

char *
rmg_draft_close (RmgDraft *self, gboolean keeps)
{
  char *kept = NULL;
  struct stat info;

  if (self->file != NULL) {
    fflush (self->file);
    if (self->draft != NULL)
      rmg_wav_sizes_repair (fileno (self->file));
    fclose (self->file);
  }
  if (self->draft != NULL) {
    if (keeps && stat (self->draft, &info) == 0 && info.st_size > 0)
      kept = keep (self);
    else
      g_unlink (self->draft);
  }
  g_free (self->buffer);
  g_free (self->draft);
  g_free (self->target);
  *self = (RmgDraft){ NULL };
  return kept;
}
