/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Media types of the files that rmgwavparse reads and that the type finders of
 * GStreamer do not know: RIFX and BW64. */

#include <gst/gst.h>

#include <string.h>

#define MAGIC_BYTES 12 /* identifier, size, "WAVE" */

static gboolean
is_wave (const guint8 *bytes)
{
  return (memcmp (bytes, "RIFX", 4) == 0 || memcmp (bytes, "BW64", 4) == 0) &&
      memcmp (bytes + 8, "WAVE", 4) == 0;
}

static void
find_type (GstTypeFind *find, gpointer data)
{
  const guint8 *bytes = gst_type_find_peek (find, 0, MAGIC_BYTES);

  if (bytes != NULL && is_wave (bytes))
    gst_type_find_suggest_simple (
        find, GST_TYPE_FIND_MAXIMUM, "audio/x-wav", NULL, NULL);
}

GST_TYPE_FIND_REGISTER_DEFINE (rmgwavtypes, "rmgwavtypes", GST_RANK_PRIMARY,
    find_type, "wav,bw64", NULL, NULL, NULL)
