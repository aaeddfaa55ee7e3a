/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-text.h"

#include <errno.h>
#include <math.h>
#include <string.h>

void
rmg_scan_text_init (RmgScanText *self, const char *text, gsize length,
    RmgDiagnostics *diagnostics)
{
  *self = (RmgScanText){ .start = text,
    .at = text,
    .end = text + length,
    .diagnostics = diagnostics,
    .counted = text,
    .line = 1,
    .column = 1 };
}

void
rmg_scan_text_place (
    RmgScanText *self, const char *at, guint *line, guint *column)
{
  for (; self->counted < at; self->counted++) {
    if (*self->counted == '\n') {
      self->line++;
      self->column = 1;
    } else if ((*self->counted & 0xc0) != 0x80) {
      /* every byte of UTF-8 but those that continue a character */
      self->column++;
    }
  }
  *line = self->line;
  *column = self->column;
}

gboolean
rmg_scan_text_fail (RmgScanText *self, const char *at, RmgError code,
    const char *hint, const char *format, ...)
{
  g_autofree char *message = NULL;
  RmgSubject subject = { .hint = hint };
  guint line, column;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  rmg_diagnostics_add (
      self->diagnostics, code, RMG_SEVERITY_ERROR, &subject, "%s", message);
  rmg_scan_text_place (self, at, &line, &column);
  rmg_diagnostics_set_place (self->diagnostics,
      rmg_diagnostics_get_n_problems (self->diagnostics) - 1, line, column);
  return FALSE;
}

/* Describes the text at the current place for a message. */
static char *
describe_found (RmgScanText *self)
{
  gsize n_letters = 0;

  if (self->at >= self->end)
    return g_strdup ("the end of the text");
  while (self->at + n_letters < self->end && n_letters < 20 &&
      g_ascii_isalpha (self->at[n_letters]))
    n_letters++;
  if (n_letters > 0)
    return g_strdup_printf ("\"%.*s\"", (int) n_letters, self->at);
  if (g_ascii_iscntrl (*self->at))
    return g_strdup_printf ("control character 0x%02x", *self->at);
  return g_strdup_printf (
      "'%.*s'", (int) (g_utf8_next_char (self->at) - self->at), self->at);
}

gboolean
rmg_scan_text_expected (RmgScanText *self, const char *what, const char *hint)
{
  g_autofree char *found = describe_found (self);

  return rmg_scan_text_fail (self, self->at, RMG_ERROR_SYNTAX, hint,
      "expected %s, found %s", what, found);
}

void
rmg_scan_text_skip_blanks (RmgScanText *self)
{
  while (self->at < self->end &&
      (*self->at == ' ' || *self->at == '\n' || *self->at == '\t' ||
          *self->at == '\r'))
    self->at++;
}

gboolean
rmg_scan_text_take (RmgScanText *self, char character)
{
  if (self->at >= self->end || *self->at != character)
    return FALSE;
  self->at++;
  return TRUE;
}

/* Four hexadecimal digits at @at, or -1. */
static int
parse_hex (const RmgScanText *self, const char *at)
{
  int value = 0;

  if (self->end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    if (!g_ascii_isxdigit (at[i]))
      return -1;
    value = value * 16 + g_ascii_xdigit_value (at[i]);
  }
  return value;
}

/* \uXXXX, or the two halves of a pair; the backslash has not been passed. */
static gboolean
scan_unicode (RmgScanText *self, GString *decoded)
{
  const char *start = self->at;
  int first = parse_hex (self, start + 2);
  int second;
  gunichar character = first;

  self->at += 6;
  if (first < 0)
    return rmg_scan_text_fail (self, start, RMG_ERROR_SYNTAX, NULL,
        "expected four hexadecimal digits after \\u");
  if (first == 0)
    return rmg_scan_text_fail (self, start, RMG_ERROR_SYNTAX, NULL,
        "the character \\u0000 is not supported");
  if (first >= 0xd800 && first <= 0xdfff) {
    second = self->end - self->at >= 6 && strncmp (self->at, "\\u", 2) == 0
        ? parse_hex (self, self->at + 2)
        : -1;
    if (first > 0xdbff || second < 0xdc00 || second > 0xdfff)
      return rmg_scan_text_fail (self, start, RMG_ERROR_SYNTAX, NULL,
          "half of a surrogate pair without the other");
    character = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    self->at += 6;
  }
  if (decoded != NULL)
    g_string_append_unichar (decoded, character);
  return TRUE;
}

static gboolean
scan_escape (RmgScanText *self, GString *decoded)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;

  if (self->at + 1 >= self->end)
    return rmg_scan_text_fail (self, self->at, RMG_ERROR_SYNTAX, NULL,
        "the text ends inside a string");
  if (self->at[1] == 'u')
    return scan_unicode (self, decoded);
  letter = strchr (letters, self->at[1]);
  if (letter == NULL)
    return rmg_scan_text_fail (
        self, self->at, RMG_ERROR_SYNTAX, NULL, "unknown escape in a string");
  if (decoded != NULL)
    g_string_append_c (decoded, meanings[letter - letters]);
  self->at += 2;
  return TRUE;
}

gboolean
rmg_scan_text_string (RmgScanText *self, GString *decoded)
{
  const char *start = self->at++;

  while (self->at < self->end && *self->at != '"') {
    const char *plain = self->at;

    while (self->at < self->end && *self->at != '"' && *self->at != '\\' &&
        (guchar) *self->at >= 0x20)
      self->at++;
    if (decoded != NULL)
      g_string_append_len (decoded, plain, self->at - plain);
    if (self->at >= self->end || *self->at == '"')
      continue;
    if (*self->at != '\\')
      return rmg_scan_text_fail (self, self->at, RMG_ERROR_SYNTAX,
          "is the closing quote missing?",
          "control character 0x%02x in a string", *self->at);
    if (!scan_escape (self, decoded))
      return FALSE;
  }
  if (!rmg_scan_text_take (self, '"'))
    return rmg_scan_text_fail (self, start, RMG_ERROR_SYNTAX, NULL,
        "the string that begins here does not end");
  return TRUE;
}

static gboolean
skip_digits (RmgScanText *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return self->at > start;
}

/* Moves over the number; @whole is set if it has neither fraction nor
 * exponent. */
static gboolean
scan_number_form (RmgScanText *self, gboolean *whole)
{
  *whole = TRUE;
  rmg_scan_text_take (self, '-');
  if (rmg_scan_text_take (self, '0')) {
    if (self->at < self->end && g_ascii_isdigit (*self->at))
      return rmg_scan_text_fail (self, self->at - 1, RMG_ERROR_SYNTAX, NULL,
          "a number must not begin with 0");
  } else if (!skip_digits (self)) {
    return rmg_scan_text_expected (self, "a digit", NULL);
  }
  if (rmg_scan_text_take (self, '.')) {
    *whole = FALSE;
    if (!skip_digits (self))
      return rmg_scan_text_expected (self, "a digit after the point", NULL);
  }
  if (rmg_scan_text_take (self, 'e') || rmg_scan_text_take (self, 'E')) {
    *whole = FALSE;
    if (!rmg_scan_text_take (self, '+'))
      rmg_scan_text_take (self, '-');
    if (!skip_digits (self))
      return rmg_scan_text_expected (self, "a digit in the exponent", NULL);
  }
  return TRUE;
}

gboolean
rmg_scan_text_number (RmgScanText *self, GArray *long_integers)
{
  const char *start = self->at;
  gboolean whole, is_long = FALSE;
  gsize offset;
  int shown;

  if (!scan_number_form (self, &whole))
    return FALSE;
  shown = (int) MIN (self->at - start, 24);
  if (whole) {
    errno = 0;
    g_ascii_strtoll (start, NULL, 10);
    is_long = errno == ERANGE;
    if (is_long && long_integers == NULL)
      return rmg_scan_text_fail (self, start, RMG_ERROR_NUMBER, NULL,
          "the integer %.*s%s does not fit into 64 bits", shown, start,
          self->at - start > shown ? "…" : "");
  }
  if ((is_long || !whole) && !isfinite (g_ascii_strtod (start, NULL)))
    return rmg_scan_text_fail (self, start, RMG_ERROR_NUMBER, NULL,
        "the number %.*s%s is too large", shown, start,
        self->at - start > shown ? "…" : "");
  offset = (gsize) (self->at - self->start);
  if (is_long)
    g_array_append_val (long_integers, offset);
  return TRUE;
}

gboolean
rmg_scan_text_word (RmgScanText *self)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if ((gsize) (self->end - self->at) < length ||
        strncmp (self->at, words[i], length) != 0 ||
        g_ascii_isalnum (self->at[length]))
      continue;
    self->at += length;
    return TRUE;
  }
  return rmg_scan_text_expected (self, "a value", NULL);
}
