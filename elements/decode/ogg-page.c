/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/ogg-page.h"

#include "wav/bytes.h"

#define FLAGS_OFFSET 5
#define SERIAL_OFFSET 14
#define SEGMENTS_OFFSET 26

gboolean
rmg_ogg_page_is_at (const guint8 *bytes, gsize n_bytes)
{
  return n_bytes >= 5 && memcmp (bytes, "OggS", 5) == 0;
}

gboolean
rmg_ogg_page_read (RmgOggPage *page, const guint8 *bytes, gsize n_bytes)
{
  if (n_bytes < RMG_OGG_PAGE_HEADER || !rmg_ogg_page_is_at (bytes, n_bytes))
    return FALSE;
  page->flags = bytes[FLAGS_OFFSET];
  page->serial = rmg_bytes_read_32 (bytes + SERIAL_OFFSET, FALSE);
  page->header_bytes = RMG_OGG_PAGE_HEADER + (gsize) bytes[SEGMENTS_OFFSET];
  if (n_bytes < page->header_bytes)
    return FALSE;
  page->n_bytes = page->header_bytes;
  for (gsize i = RMG_OGG_PAGE_HEADER; i < page->header_bytes; i++)
    page->n_bytes += bytes[i];
  return page->n_bytes <= n_bytes;
}
