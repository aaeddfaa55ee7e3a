/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Numbers of a file, at any address. The macros of GStreamer load through a
 * pointer that need not be aligned, which C does not define. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

static inline guint16
rmg_bytes_read_16 (const guint8 *at, gboolean big_endian)
{
  guint16 number;

  memcpy (&number, at, sizeof number);
  return big_endian ? GUINT16_FROM_BE (number) : GUINT16_FROM_LE (number);
}

static inline guint32
rmg_bytes_read_32 (const guint8 *at, gboolean big_endian)
{
  guint32 number;

  memcpy (&number, at, sizeof number);
  return big_endian ? GUINT32_FROM_BE (number) : GUINT32_FROM_LE (number);
}

static inline guint64
rmg_bytes_read_64 (const guint8 *at, gboolean big_endian)
{
  guint64 number;

  memcpy (&number, at, sizeof number);
  return big_endian ? GUINT64_FROM_BE (number) : GUINT64_FROM_LE (number);
}

static inline void
rmg_bytes_write_16 (guint8 *at, guint16 number, gboolean big_endian)
{
  number = big_endian ? GUINT16_TO_BE (number) : GUINT16_TO_LE (number);
  memcpy (at, &number, sizeof number);
}

static inline void
rmg_bytes_write_32 (guint8 *at, guint32 number, gboolean big_endian)
{
  number = big_endian ? GUINT32_TO_BE (number) : GUINT32_TO_LE (number);
  memcpy (at, &number, sizeof number);
}

static inline void
rmg_bytes_write_64 (guint8 *at, guint64 number, gboolean big_endian)
{
  number = big_endian ? GUINT64_TO_BE (number) : GUINT64_TO_LE (number);
  memcpy (at, &number, sizeof number);
}

G_END_DECLS
