/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-scan.h"

#include "translator/base/json-text.h"

#include <string.h>

typedef struct
{
  RmgScanText text;
  const RmgScanOptions *options;
  GString *path; /* of the value being read; kept only for @found */
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

/* Whether the value at the current depth is reported. */
static gboolean
is_reported (const Scan *scan)
{
  return scan->options->found != NULL &&
      scan->depth <= scan->options->max_path_depth;
}

static void
report (Scan *scan, RmgPlace place, const char *at)
{
  guint line, column;

  if (!is_reported (scan))
    return;
  rmg_scan_text_place (&scan->text, at, &line, &column);
  scan->options->found (
      scan->path->str, place, line, column, scan->options->user_data);
}

/* Steps into an object or array. */
static gboolean
enter (Scan *scan)
{
  if (++scan->depth > scan->options->max_depth)
    return rmg_scan_text_fail (&scan->text, scan->text.at, RMG_ERROR_LIMIT,
        NULL, "more than %u levels of nesting", scan->options->max_depth);
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
  if (is_reported (scan))
    rmg_scan_append_key (scan->path, key->str);
  if (!scan->options->allow_duplicates &&
      !g_hash_table_add (known, g_strdup (key->str)))
    return rmg_scan_text_fail (text, start, RMG_ERROR_DUPLICATE_KEY, NULL,
        "the field \"%s\" is there twice in one object", key->str);
  report (scan, RMG_PLACE_KEY, start);
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
    if (is_reported (scan))
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
scan_simple (Scan *scan)
{
  RmgScanText *text = &scan->text;

  if (text->at < text->end && *text->at == '"')
    return rmg_scan_text_string (text, NULL);
  if (text->at < text->end && (*text->at == '-' || g_ascii_isdigit (*text->at)))
    return rmg_scan_text_number (text, scan->options->long_integers);
  return rmg_scan_text_word (text);
}

/* A value with the blanks around it. */
static gboolean
scan_value (Scan *scan)
{
  RmgScanText *text = &scan->text;
  gboolean ok;

  rmg_scan_text_skip_blanks (text);
  report (scan, RMG_PLACE_VALUE, text->at);
  if (text->at < text->end && *text->at == '{')
    ok = scan_object (scan);
  else if (text->at < text->end && *text->at == '[')
    ok = scan_array (scan);
  else
    ok = scan_simple (scan);
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
rmg_scan (const char *text, gsize length, const RmgScanOptions *options,
    RmgDiagnostics *diagnostics)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Scan scan = { .options = options, .path = path };

  rmg_scan_text_init (&scan.text, text, length, diagnostics);
  if (!check_encoding (&scan.text, length))
    return FALSE;
  rmg_scan_text_skip_blanks (&scan.text);
  if (scan.text.at == scan.text.end)
    return rmg_scan_text_fail (
        &scan.text, text, RMG_ERROR_SYNTAX, NULL, "the document is empty");
  if (!scan_value (&scan))
    return FALSE;
  if (scan.text.at < scan.text.end)
    return rmg_scan_text_expected (
        &scan.text, "nothing after the document", NULL);
  return TRUE;
}
