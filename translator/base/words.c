/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/words.h"

#include <string.h>

gboolean
rmg_words_contain (const char *words, const char *word)
{
  gsize length = strlen (word);

  while (words != NULL && *words != '\0') {
    gsize n_bytes = strcspn (words, " ");

    if (n_bytes == length && strncmp (words, word, length) == 0)
      return TRUE;
    words += n_bytes;
    words += strspn (words, " ");
  }
  return FALSE;
}

char *
rmg_words_get_value (const char *words, const char *name)
{
  gsize length = strlen (name);

  while (words != NULL && *words != '\0') {
    gsize n_bytes = strcspn (words, " ");

    if (n_bytes > length && words[length] == '=' &&
        strncmp (words, name, length) == 0)
      return g_strndup (words + length + 1, n_bytes - length - 1);
    words += n_bytes;
    words += strspn (words, " ");
  }
  return NULL;
}
