/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Pages of an Ogg file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RMG_OGG_PAGE_HEADER 27

/* Longest page of an Ogg file. */
#define RMG_OGG_MAX_PAGE (RMG_OGG_PAGE_HEADER + 255 + 255 * 255)

typedef enum
{
  RMG_OGG_PAGE_FIRST = 2, /* of its stream */
  RMG_OGG_PAGE_LAST = 4,
} RmgOggPageFlags;

typedef struct
{
  RmgOggPageFlags flags;
  guint32 serial;     /* of its stream */
  gsize header_bytes; /* the data of the page follow */
  gsize n_bytes;      /* of header and data */
} RmgOggPage;

/** rmg_ogg_page_is_at: whether the bytes begin like a page. */
gboolean rmg_ogg_page_is_at (const guint8 *bytes, gsize n_bytes);

/**
 * rmg_ogg_page_read:
 * @bytes: begin of a page
 *
 * Returns: whether @bytes have the whole page
 */
gboolean rmg_ogg_page_read (
    RmgOggPage *page, const guint8 *bytes, gsize n_bytes);

G_END_DECLS
