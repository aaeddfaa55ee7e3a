/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/json-writer.h"

#include <math.h>
#include <string.h>

static void
append_escape (GString *text, unsigned char c)
{
  static const char escaped[] = "\"\\\b\f\n\r\t";
  static const char letters[] = "\"\\bfnrt";
  const char *known = memchr (escaped, c, sizeof escaped - 1);

  if (known == NULL) {
    g_string_append_printf (text, "\\u%04x", c);
    return;
  }
  g_string_append_c (text, '\\');
  g_string_append_c (text, letters[known - escaped]);
}

static gboolean
needs_escape (unsigned char c)
{
  return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

/* Copies runs of plain characters at once: nearly always all of @value. */
static void
append_quoted (GString *text, const char *value, gsize length)
{
  const char *end = value + length;
  const char *run = value;

  g_string_append_c (text, '"');
  for (const char *at = value; at < end; at++) {
    if (!needs_escape ((unsigned char) *at))
      continue;
    g_string_append_len (text, run, at - run);
    append_escape (text, (unsigned char) *at);
    run = at + 1;
  }
  g_string_append_len (text, run, end - run);
  g_string_append_c (text, '"');
}

/* One append for all but the deepest documents: this is half of the writing. */
static void
indent (RmgJsonWriter *self)
{
  static const char line[] = "\n                ";
  guint n_spaces = 2 * self->depth;
  guint n_first = MIN (n_spaces, sizeof line - 2);

  g_string_append_len (self->text, line, 1 + n_first);
  for (guint i = n_first; i < n_spaces; i++)
    g_string_append_c (self->text, ' ');
}

/* The text before a value: comma, new line, name. */
static void
begin_value (RmgJsonWriter *self, const char *name)
{
  if (!self->first)
    g_string_append_c (self->text, ',');
  self->first = FALSE;
  if (self->depth > 0 && !self->compact)
    indent (self);
  if (name == NULL)
    return;

  append_quoted (self->text, name, strlen (name));
  g_string_append_len (self->text, ": ", self->compact ? 1 : 2);
}

static void
open_bracket (RmgJsonWriter *self, const char *name, char bracket)
{
  begin_value (self, name);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->first = TRUE;
}

static void
close_bracket (RmgJsonWriter *self, char bracket)
{
  gboolean empty = self->first;

  g_assert (self->depth > 0);
  self->depth--;
  self->first = FALSE;
  if (!empty && !self->compact)
    indent (self);
  g_string_append_c (self->text, bracket);
}

void
rmg_json_writer_begin_object (RmgJsonWriter *self, const char *name)
{
  open_bracket (self, name, '{');
}

void
rmg_json_writer_end_object (RmgJsonWriter *self)
{
  close_bracket (self, '}');
}

void
rmg_json_writer_begin_array (RmgJsonWriter *self, const char *name)
{
  open_bracket (self, name, '[');
}

void
rmg_json_writer_end_array (RmgJsonWriter *self)
{
  close_bracket (self, ']');
}

void
rmg_json_writer_null (RmgJsonWriter *self, const char *name)
{
  rmg_json_writer_raw (self, name, "null");
}

void
rmg_json_writer_boolean (RmgJsonWriter *self, const char *name, gboolean value)
{
  rmg_json_writer_raw (self, name, value ? "true" : "false");
}

static void
append_digits (GString *text, guint64 value)
{
  char digits[20]; /* 2^64 - 1 has that many */
  gsize at = sizeof digits;

  do {
    digits[--at] = '0' + value % 10;
    value /= 10;
  } while (value > 0);
  g_string_append_len (text, digits + at, sizeof digits - at);
}

void
rmg_json_writer_uint (RmgJsonWriter *self, const char *name, guint64 value)
{
  begin_value (self, name);
  append_digits (self->text, value);
}

void
rmg_json_writer_int (RmgJsonWriter *self, const char *name, gint64 value)
{
  begin_value (self, name);
  if (value < 0)
    g_string_append_c (self->text, '-');
  append_digits (self->text, value < 0 ? -(guint64) value : (guint64) value);
}

/* The lowest precision that reads back as the same number. */
static void
format_double (char *text, int size, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (text, size, formats[i], value);
    if (g_ascii_strtod (text, NULL) == value)
      return;
  }
}

void
rmg_json_writer_double (RmgJsonWriter *self, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    rmg_json_writer_null (self, name);
    return;
  }
  format_double (text, sizeof text, value);
  begin_value (self, name);
  g_string_append (self->text, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append_len (self->text, ".0", 2);
}

void
rmg_json_writer_string (
    RmgJsonWriter *self, const char *name, const char *value)
{
  if (value == NULL)
    rmg_json_writer_null (self, name);
  else
    rmg_json_writer_string_n (self, name, value, strlen (value));
}

void
rmg_json_writer_string_n (
    RmgJsonWriter *self, const char *name, const char *value, gsize length)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate_len (value, length, NULL) &&
      !memchr (value, '\0', length)) {
    value = valid = g_utf8_make_valid (value, (gssize) length);
    length = strlen (valid);
  }
  begin_value (self, name);
  append_quoted (self->text, value, length);
}

void
rmg_json_writer_raw (RmgJsonWriter *self, const char *name, const char *json)
{
  begin_value (self, name);
  g_string_append (self->text, json);
}
