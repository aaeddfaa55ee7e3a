/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/ogg-end.h"

#include <string.h>

#define HEADER_BYTES 27
#define FLAGS_OFFSET 5
#define SEGMENTS_OFFSET 26
#define FLAG_LAST 4

/* Length of the page at @at, or 0 where it is cut. */
static gsize
measure_page (const guint8 *at, gsize n_bytes)
{
  gsize length = HEADER_BYTES;

  if (n_bytes < HEADER_BYTES)
    return 0;
  length += at[SEGMENTS_OFFSET];
  if (n_bytes < length)
    return 0;
  for (guint i = 0; i < at[SEGMENTS_OFFSET]; i++)
    length += at[HEADER_BYTES + i];
  return length <= n_bytes ? length : 0;
}

static gboolean
is_page (const guint8 *at, gsize n_bytes)
{
  return n_bytes >= 5 && memcmp (at, "OggS", 5) == 0;
}

gboolean
rmg_ogg_is_complete (const guint8 *bytes, gsize n_bytes)
{
  gboolean is_last = FALSE;
  gsize at = 0;

  while (at < n_bytes) {
    gsize length;

    if (!is_page (bytes + at, n_bytes - at)) {
      at++;
      continue;
    }
    length = measure_page (bytes + at, n_bytes - at);
    is_last = length > 0 && (bytes[at + FLAGS_OFFSET] & FLAG_LAST) != 0;
    at += MAX (length, 1);
  }
  return is_last;
}
