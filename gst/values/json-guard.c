/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/values/json-guard.h"

#include <errno.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const char *text;
  const char *at;
  const char *end;
  guint depth;
  guint max_depth;
  gboolean has_value; /* the document has begun */
  GString *output;
} Guard;

static gboolean
refuse (Guard *self, RmgError code, const char *reason, GError **error)
{
  g_set_error (error, RMG_ERROR, code, "byte %" G_GSIZE_FORMAT ": %s",
      (gsize) (self->at - self->text), reason);
  return FALSE;
}

static gboolean
pass (Guard *self, gsize n_bytes)
{
  g_string_append_len (self->output, self->at, n_bytes);
  self->at += n_bytes;
  return TRUE;
}

static gboolean
pass_escape (Guard *self, GError **error)
{
  gsize n_left = self->end - self->at;

  if (n_left >= 2 && self->at[1] != '\0' &&
      strchr ("\"\\/bfnrt", self->at[1]) != NULL)
    return pass (self, 2);
  if (n_left < 6 || self->at[1] != 'u')
    return refuse (self, RMG_ERROR_SYNTAX, "unknown escape", error);
  for (int i = 2; i < 6; i++)
    if (!g_ascii_isxdigit (self->at[i]))
      return refuse (self, RMG_ERROR_SYNTAX, "expected \\uXXXX", error);
  if (memcmp (self->at + 2, "0000", 4) == 0)
    return refuse (self, RMG_ERROR_SYNTAX, "\\u0000 is not supported", error);
  return pass (self, 6);
}

static gboolean
pass_string (Guard *self, GError **error)
{
  pass (self, 1);
  while (self->at < self->end && *self->at != '"') {
    if ((guchar) *self->at < ' ')
      return refuse (
          self, RMG_ERROR_SYNTAX, "control character in a string", error);
    if (*self->at != '\\')
      pass (self, 1);
    else if (!pass_escape (self, error))
      return FALSE;
  }
  if (self->at == self->end)
    return refuse (self, RMG_ERROR_SYNTAX, "string without end", error);
  return pass (self, 1);
}

static const char *
skip_digits (const char *at)
{
  while (g_ascii_isdigit (*at))
    at++;
  return at;
}

/* Returns: (nullable): the end of the number at @at, which may lie in a text
 * that goes on, and always ends with NUL
 * @is_integer: (out): whether it has neither fraction nor exponent */
static const char *
find_number_end (const char *at, gboolean *is_integer)
{
  const char *digits = at + (*at == '-');
  const char *end = skip_digits (digits);

  if (end == digits || (*digits == '0' && end > digits + 1))
    return NULL;
  *is_integer = *end != '.' && *end != 'e' && *end != 'E';
  if (*end == '.') {
    digits = end + 1;
    end = skip_digits (digits);
    if (end == digits)
      return NULL;
  }
  if (*end == 'e' || *end == 'E') {
    digits = end + 1 + (end[1] == '+' || end[1] == '-');
    end = skip_digits (digits);
    if (end == digits)
      return NULL;
  }
  return end;
}

static gboolean
pass_number (Guard *self, GError **error)
{
  gboolean is_integer;
  const char *end = find_number_end (self->at, &is_integer);

  if (end == NULL)
    return refuse (self, RMG_ERROR_SYNTAX, "not a number", error);
  if (!isfinite (g_ascii_strtod (self->at, NULL)))
    return refuse (
        self, RMG_ERROR_NUMBER, "a number that no double holds", error);

  errno = 0;
  if (is_integer)
    g_ascii_strtoll (self->at, NULL, 10);
  pass (self, end - self->at);
  if (errno == ERANGE)
    g_string_append (self->output, ".0");
  return TRUE;
}

static gboolean
pass_word (Guard *self, GError **error)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (self->at, words[i]) &&
        !g_ascii_isalnum (self->at[strlen (words[i])]))
      return pass (self, strlen (words[i]));
  return refuse (self, RMG_ERROR_SYNTAX, "not a JSON value", error);
}

static gboolean
pass_opening (Guard *self, GError **error)
{
  if (++self->depth > self->max_depth)
    return refuse (self, RMG_ERROR_LIMIT, "nested too deeply", error);
  return pass (self, 1);
}

static gboolean
pass_value (Guard *self, GError **error)
{
  if (self->depth == 0 && self->has_value)
    return refuse (self, RMG_ERROR_SYNTAX, "a second document", error);
  self->has_value = TRUE;

  if (*self->at == '[' || *self->at == '{')
    return pass_opening (self, error);
  if (*self->at == '"')
    return pass_string (self, error);
  if (*self->at == '-' || g_ascii_isdigit (*self->at))
    return pass_number (self, error);
  return pass_word (self, error);
}

static gboolean
pass_token (Guard *self, GError **error)
{
  switch (*self->at) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ',':
    case ':':
      return pass (self, 1);
    case ']':
    case '}':
      self->depth -= self->depth > 0;
      return pass (self, 1);
    default:
      return pass_value (self, error);
  }
}

char *
rmg_json_guard (const char *text, gsize length, guint max_depth, GError **error)
{
  /* A copy ends with NUL, on which looking ahead relies. */
  g_autofree char *copy = g_strndup (text, length);
  g_autoptr (GString) output = g_string_sized_new (length);
  Guard self = { copy, copy, copy + length, 0, max_depth, FALSE, output };

  while (self.at < self.end)
    if (!pass_token (&self, error))
      return NULL;
  if (!self.has_value) {
    refuse (&self, RMG_ERROR_SYNTAX, "no value", error);
    return NULL;
  }
  return g_string_free (g_steal_pointer (&output), FALSE);
}
