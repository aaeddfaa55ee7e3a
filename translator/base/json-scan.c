/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-scan.h"

#include "translator/base/json-text.h"

#include <string.h>

#define NO_PROBLEM G_MAXUINT

/* Problems that wait for their place, by path. Several may share one. */
typedef struct
{
  RmgDiagnostics *diagnostics;
  guint first;
  GHashTable *by_path; /* path -> number of its newest problem + 1 */
  guint *older;        /* by number: the problem before it at that path */
} Wanted;

typedef struct
{
  RmgScanText text;
  Wanted *wanted; /* %NULL while checking */
  GString *path;  /* of the value being read; kept only while locating */
  guint depth;
} Scan;

static gboolean scan_value (Scan *scan);

void
rmg_scan_append_key (GString *path, const char *key)
{
  gboolean plain = *key != '\0';

  for (const char *at = key; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_' && *at != '-')
      plain = FALSE;
  if (!plain)
    g_string_append_printf (path, "[\"%s\"]", key);
  else
    g_string_append_printf (path, "%s%s", path->len > 0 ? "." : "", key);
}

/* Tells those who wait for the current path that it is at @at. */
static void
found (Scan *scan, RmgPlace place, const char *at)
{
  Wanted *wanted = scan->wanted;
  guint number, line, column;

  if (wanted == NULL)
    return;
  number =
      GPOINTER_TO_UINT (g_hash_table_lookup (wanted->by_path, scan->path->str));
  if (number == 0)
    return;
  rmg_scan_text_place (&scan->text, at, &line, &column);
  for (guint i = number - 1; i != NO_PROBLEM; i = wanted->older[i]) {
    guint problem = wanted->first + i;
    RmgPlace target = rmg_diagnostics_get_target (wanted->diagnostics, problem);

    if ((target == RMG_PLACE_KEY) == (place == RMG_PLACE_KEY))
      rmg_diagnostics_set_place (wanted->diagnostics, problem, line, column);
  }
}

/* Steps into an object or array. */
static gboolean
enter (Scan *scan)
{
  if (++scan->depth > RMG_SCAN_MAX_DEPTH)
    return rmg_scan_text_fail (&scan->text, scan->text.at, RMG_ERROR_LIMIT,
        NULL, "more than %d levels of nesting", RMG_SCAN_MAX_DEPTH);
  scan->text.at++;
  rmg_scan_text_skip_blanks (&scan->text);
  return TRUE;
}

/* Steps out where @close is next. */
static gboolean
leave (Scan *scan, char close)
{
  if (!rmg_scan_text_take (&scan->text, close))
    return FALSE;
  scan->depth--;
  return TRUE;
}

/* The comma between two members, the second of which must follow. */
static gboolean
scan_comma (Scan *scan, char close)
{
  g_autofree char *expected = g_strdup_printf ("',' or '%c'", close);

  if (!rmg_scan_text_take (&scan->text, ','))
    return rmg_scan_text_expected (&scan->text, expected, NULL);
  rmg_scan_text_skip_blanks (&scan->text);
  if (scan->text.at < scan->text.end && *scan->text.at == close)
    return rmg_scan_text_expected (
        &scan->text, "a further member", "remove the comma before it");
  return TRUE;
}

/* The key and colon of a member; @known holds the keys before it. */
static gboolean
scan_key (Scan *scan, GHashTable *known)
{
  RmgScanText *text = &scan->text;
  g_autoptr (GString) key = g_string_new (NULL);
  const char *start = text->at;

  if (start >= text->end || *start != '"')
    return rmg_scan_text_expected (text, "a field name in double quotes", NULL);
  if (!rmg_scan_text_string (text, key))
    return FALSE;
  if (scan->wanted != NULL)
    rmg_scan_append_key (scan->path, key->str);
  else if (!g_hash_table_add (known, g_strdup (key->str)))
    return rmg_scan_text_fail (text, start, RMG_ERROR_DUPLICATE_KEY, NULL,
        "the field \"%s\" is there twice in one object", key->str);
  found (scan, RMG_PLACE_KEY, start);
  rmg_scan_text_skip_blanks (text);
  if (!rmg_scan_text_take (text, ':'))
    return rmg_scan_text_expected (text, "':' after the field name", NULL);
  return TRUE;
}

static gboolean
scan_object (Scan *scan)
{
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize outer = scan->path->len;

  if (!enter (scan))
    return FALSE;
  if (leave (scan, '}'))
    return TRUE;
  for (;;) {
    if (!scan_key (scan, known) || !scan_value (scan))
      return FALSE;
    g_string_truncate (scan->path, outer);
    if (leave (scan, '}'))
      return TRUE;
    if (!scan_comma (scan, '}'))
      return FALSE;
  }
}

static gboolean
scan_array (Scan *scan)
{
  gsize outer = scan->path->len;

  if (!enter (scan))
    return FALSE;
  if (leave (scan, ']'))
    return TRUE;
  for (guint i = 0;; i++) {
    if (scan->wanted != NULL)
      g_string_append_printf (scan->path, "[%u]", i);
    if (!scan_value (scan))
      return FALSE;
    g_string_truncate (scan->path, outer);
    if (leave (scan, ']'))
      return TRUE;
    if (!scan_comma (scan, ']'))
      return FALSE;
  }
}

static gboolean
scan_simple (RmgScanText *text)
{
  if (text->at < text->end && *text->at == '"')
    return rmg_scan_text_string (text, NULL);
  if (text->at < text->end && (*text->at == '-' || g_ascii_isdigit (*text->at)))
    return rmg_scan_text_number (text);
  return rmg_scan_text_word (text);
}

/* A value with the blanks around it. */
static gboolean
scan_value (Scan *scan)
{
  RmgScanText *text = &scan->text;
  gboolean ok;

  rmg_scan_text_skip_blanks (text);
  found (scan, RMG_PLACE_VALUE, text->at);
  if (text->at < text->end && *text->at == '{')
    ok = scan_object (scan);
  else if (text->at < text->end && *text->at == '[')
    ok = scan_array (scan);
  else
    ok = scan_simple (text);
  rmg_scan_text_skip_blanks (text);
  return ok;
}

static gboolean
check_encoding (RmgScanText *text, gsize length)
{
  const char *bad;

  if (g_utf8_validate (text->at, length, &bad))
    return TRUE;
  return rmg_scan_text_fail (text, bad, RMG_ERROR_ENCODING, NULL,
      "byte 0x%02x is not UTF-8", (guchar) *bad);
}

gboolean
rmg_scan_check (const char *text, gsize length, RmgDiagnostics *diagnostics)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Scan scan = { .path = path };

  rmg_scan_text_init (&scan.text, text, length, diagnostics);
  if (length > RMG_SCAN_MAX_BYTES)
    return rmg_scan_text_fail (&scan.text, text, RMG_ERROR_LIMIT, NULL,
        "larger than a manifest may be: %" G_GSIZE_FORMAT " bytes, at most %d",
        length, RMG_SCAN_MAX_BYTES);
  if (!check_encoding (&scan.text, length))
    return FALSE;
  rmg_scan_text_skip_blanks (&scan.text);
  if (scan.text.at == scan.text.end)
    return rmg_scan_text_fail (
        &scan.text, text, RMG_ERROR_SYNTAX, NULL, "the manifest is empty");
  if (!scan_value (&scan))
    return FALSE;
  if (scan.text.at < scan.text.end)
    return rmg_scan_text_expected (
        &scan.text, "nothing after the manifest", NULL);
  return TRUE;
}

/* Shortens "a.b[3].c" to "a.b[3]". Returns: whether there was something left */
static gboolean
drop_last_key (char *path)
{
  char *end = strrchr (path, '.');

  if (*path == '\0')
    return FALSE;
  *(end != NULL ? end : path) = '\0';
  return TRUE;
}

/* The path under which a problem is looked for: its own, or that of the
 * @n_parents th object around it. %NULL where it needs no place any more. */
static char *
get_place_path (RmgDiagnostics *diagnostics, guint problem, guint n_parents)
{
  const RmgProblem *about = rmg_diagnostics_get_problem (diagnostics, problem);
  g_autofree char *path = g_strdup (about->path);
  guint n_dropped = n_parents;

  if (path == NULL || about->line != 0)
    return NULL;
  if (rmg_diagnostics_get_target (diagnostics, problem) == RMG_PLACE_PARENT)
    n_dropped++;
  while (n_dropped-- > 0)
    if (!drop_last_key (path))
      return NULL;
  return g_steal_pointer (&path);
}

/* One pass over the text. Returns: how many problems were looked for */
static guint
locate (const char *text, gsize length, RmgDiagnostics *diagnostics,
    guint first, guint n_parents)
{
  guint n_problems = rmg_diagnostics_get_n_problems (diagnostics) - first;
  g_autofree guint *older = g_new (guint, n_problems);
  g_autoptr (GHashTable) by_path =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) path = g_string_new (NULL);
  Wanted wanted = { diagnostics, first, by_path, older };
  Scan scan = { .wanted = &wanted, .path = path };

  for (guint i = 0; i < n_problems; i++) {
    g_autofree char *key = get_place_path (diagnostics, first + i, n_parents);

    if (key == NULL)
      continue;
    /* numbers are kept plus one: 0 minus one is NO_PROBLEM */
    older[i] = GPOINTER_TO_UINT (g_hash_table_lookup (by_path, key)) - 1;
    g_hash_table_replace (
        by_path, g_steal_pointer (&key), GUINT_TO_POINTER (i + 1));
  }
  if (g_hash_table_size (by_path) == 0)
    return 0;
  rmg_scan_text_init (&scan.text, text, length, diagnostics);
  scan_value (&scan);
  return g_hash_table_size (by_path);
}

void
rmg_scan_locate (
    const char *text, gsize length, RmgDiagnostics *diagnostics, guint first)
{
  /* what is not in the text is placed where the object around it begins */
  for (guint n_parents = 0; n_parents < RMG_SCAN_MAX_DEPTH; n_parents++)
    if (locate (text, length, diagnostics, first, n_parents) == 0)
      return;
}
