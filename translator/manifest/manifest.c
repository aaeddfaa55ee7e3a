/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/fork.h"
#include "translator/manifest/manifest-data.h"

#include "translator/base/json-scan.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES (16 * 1024)
#define MAX_BYTES (16 * 1024 * 1024)
#define MAX_DEPTH 64

/* Fields that a problem can concern lie no deeper: nodes[0].params.name[0]. */
#define MAX_PATH_DEPTH 6

/* Reads a file, a pipe or a device, but never more than the limit. */
static gboolean
read_all (int fd, GString *text)
{
  char piece[READ_BYTES];

  while (text->len <= MAX_BYTES) {
    gssize n_bytes = read (fd, piece, READ_BYTES);

    if (n_bytes < 0 && errno == EINTR)
      continue;
    if (n_bytes < 0)
      return FALSE;
    if (n_bytes == 0)
      return TRUE;
    g_string_append_len (text, piece, n_bytes);
  }
  errno = EFBIG;
  return FALSE;
}

static GString *
load_text (const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  struct stat about;
  gboolean ok;
  int reason;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &about) == 0 && S_ISREG (about.st_mode) &&
      about.st_size > MAX_BYTES) {
    close (fd);
    errno = EFBIG;
    return NULL;
  }
  ok = read_all (fd, text);
  reason = errno;
  close (fd);
  errno = reason;
  return ok ? g_steal_pointer (&text) : NULL;
}

/* The byte order mark that some editors write, which JSON does not allow. */
static const char *
skip_mark (const char *text, gsize *length)
{
  static const char mark[] = "\xef\xbb\xbf";
  gsize n_bytes = sizeof mark - 1;

  if (*length < n_bytes || memcmp (text, mark, n_bytes) != 0)
    return text;
  *length -= n_bytes;
  return text + n_bytes;
}

static const char *
name_json_type (JsonNode *node)
{
  static const char *const names[] = {
    [JSON_NODE_OBJECT] = "an object",
    [JSON_NODE_ARRAY] = "an array",
    [JSON_NODE_VALUE] = "a single value",
    [JSON_NODE_NULL] = "null",
  };

  return names[json_node_get_node_type (node)];
}

static gboolean
scan (const char *text, gsize length, RmgPlaces *places,
    RmgDiagnostics *diagnostics)
{
  RmgScanOptions options = { .max_depth = MAX_DEPTH,
    .max_path_depth = MAX_PATH_DEPTH,
    .found = rmg_places_record,
    .user_data = places };

  if (length <= MAX_BYTES)
    return rmg_scan (text, length, &options, diagnostics);
  rmg_diagnostics_add (diagnostics, RMG_ERROR_LIMIT, RMG_SEVERITY_ERROR, NULL,
      "larger than a manifest may be: %" G_GSIZE_FORMAT " bytes, at most %d",
      length, MAX_BYTES);
  return FALSE;
}

static JsonNode *
parse (const char *text, gsize length, RmgPlaces *places,
    RmgDiagnostics *diagnostics)
{
  const guint first = rmg_diagnostics_get_n_problems (diagnostics);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) refusal = NULL;

  if (!scan (text, length, places, diagnostics))
    return NULL;
  if (!json_parser_load_from_data (parser, text, length, &refusal)) {
    rmg_diagnostics_add (diagnostics, RMG_ERROR_SYNTAX, RMG_SEVERITY_ERROR,
        NULL, "%s", refusal->message);
    return NULL;
  }
  root = json_parser_steal_root (parser);
  if (JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  rmg_diagnostics_add (diagnostics, RMG_ERROR_WRONG_TYPE, RMG_SEVERITY_ERROR,
      &(RmgSubject){ .path = "" },
      "expected an object with nodes and connections, found %s",
      name_json_type (root));
  rmg_places_locate (places, diagnostics, first);
  return NULL;
}

static RmgManifest *
new_manifest (const char *text, gsize length, const char *name,
    RmgDiagnostics *diagnostics, GError **error)
{
  guint first = rmg_diagnostics_get_n_problems (diagnostics);
  gsize rest = length;
  const char *start = skip_mark (text, &rest);
  g_autoptr (RmgPlaces) places = rmg_places_new ();
  JsonNode *root = parse (start, rest, places, diagnostics);
  RmgManifest *self;

  if (root == NULL) {
    rmg_diagnostics_to_error (diagnostics, first, name, error);
    return NULL;
  }
  self = g_new0 (RmgManifest, 1);
  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup (name);
  self->places = g_steal_pointer (&places);
  self->root = root;
  return self;
}

static RmgManifest *
new_manifest_of_file (const GString *text, const char *path,
    RmgDiagnostics *diagnostics, GError **error)
{
  RmgManifest *self =
      new_manifest (text->str, text->len, path, diagnostics, error);

  if (self != NULL)
    self->is_file = TRUE;
  return self;
}

RmgManifest *
rmg_manifest_new_from_file (
    const char *path, RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgDiagnostics) own = NULL;
  RmgDiagnostics *list;
  g_autoptr (GString) text = NULL;
  guint first;

  g_return_val_if_fail (path != NULL, NULL);

  if (!rmg_fork_check (error))
    return NULL;
  own = rmg_diagnostics_new (FALSE);
  list = diagnostics != NULL ? diagnostics : own;
  first = rmg_diagnostics_get_n_problems (list);
  text = load_text (path);
  if (text != NULL)
    return new_manifest_of_file (text, path, list, error);

  if (errno == EFBIG)
    rmg_diagnostics_add (list, RMG_ERROR_LIMIT, RMG_SEVERITY_ERROR, NULL,
        "larger than a manifest may be, which is %d bytes", MAX_BYTES);
  else
    rmg_diagnostics_add (list, RMG_ERROR_IO, RMG_SEVERITY_ERROR, NULL,
        "cannot read the manifest: %s", g_strerror (errno));
  rmg_diagnostics_to_error (list, first, path, error);
  return NULL;
}

RmgManifest *
rmg_manifest_new_from_data (const char *text, gssize length, const char *name,
    RmgDiagnostics *diagnostics, GError **error)
{
  g_autoptr (RmgDiagnostics) own = NULL;
  g_autofree char *copy = NULL;
  gsize n_bytes = length < 0 ? strlen (text) : (gsize) length;

  g_return_val_if_fail (text != NULL, NULL);

  if (!rmg_fork_check (error))
    return NULL;
  own = rmg_diagnostics_new (FALSE);
  copy = g_malloc (n_bytes + 1);
  memcpy (copy, text, n_bytes);
  copy[n_bytes] = '\0';
  return new_manifest (copy, n_bytes, name != NULL ? name : "manifest",
      diagnostics != NULL ? diagnostics : own, error);
}

G_DEFINE_BOXED_TYPE (
    RmgManifest, rmg_manifest, rmg_manifest_ref, rmg_manifest_unref)

RmgManifest *
rmg_manifest_ref (RmgManifest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
rmg_manifest_unref (RmgManifest *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->name);
  rmg_places_free (self->places);
  json_node_unref (self->root);
  g_free (self);
}

const RmgPlaces *
rmg_manifest_get_places (const RmgManifest *self)
{
  return self->places;
}

gboolean
rmg_manifest_is_file (const RmgManifest *self)
{
  return self->is_file;
}

const char *
rmg_manifest_get_name (const RmgManifest *self)
{
  return self->name;
}
