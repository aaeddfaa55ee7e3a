/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/ogg-end.h"

gboolean
rmg_ogg_is_complete (const guint8 *bytes, gsize n_bytes)
{
  gboolean is_last = FALSE;
  gsize at = 0;

  while (at < n_bytes) {
    RmgOggPage page;

    if (rmg_ogg_page_read (&page, bytes + at, n_bytes - at)) {
      is_last = (page.flags & RMG_OGG_PAGE_LAST) != 0;
      at += page.n_bytes;
      continue;
    }
    is_last = is_last && !rmg_ogg_page_is_at (bytes + at, n_bytes - at);
    at++;
  }
  return is_last;
}
