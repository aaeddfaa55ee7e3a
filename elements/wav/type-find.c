/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Media types of the files that rmgwavparse reads and that the type finders of
 * GStreamer do not know, RIFX and BW64; and the field "coded" for WAV files that
 * it does not read, such as those of ADPCM. */

#include "wav/bytes.h"

#include <gst/gst.h>

#include <string.h>

#define MAGIC_BYTES 12 /* identifier, size, "WAVE" */
#define CHUNK_BYTES 8
#define MAX_CHUNKS 16
#define SUB_TAG_OFFSET 24

enum
{
  TAG_PCM = 1,
  TAG_FLOAT = 3,
  TAG_ALAW = 6,
  TAG_MULAW = 7,
  TAG_EXTENSIBLE = 0xfffe,
};

static gboolean
is_wave (const guint8 *bytes)
{
  return (memcmp (bytes, "RIFX", 4) == 0 || memcmp (bytes, "BW64", 4) == 0) &&
      memcmp (bytes + 8, "WAVE", 4) == 0;
}

/* Whether the tag in "fmt " is that of a codec. */
static gboolean
is_coded_tag (GstTypeFind *find, guint64 body, guint32 size)
{
  const guint8 *bytes = gst_type_find_peek (find, (gint64) body, 2);
  guint tag = bytes != NULL ? rmg_bytes_read_16 (bytes, FALSE) : TAG_PCM;

  if (tag == TAG_EXTENSIBLE && size >= SUB_TAG_OFFSET + 2) {
    bytes = gst_type_find_peek (find, (gint64) body + SUB_TAG_OFFSET, 2);
    tag = bytes != NULL ? rmg_bytes_read_16 (bytes, FALSE) : TAG_PCM;
  }
  return tag != TAG_PCM && tag != TAG_FLOAT && tag != TAG_ALAW &&
      tag != TAG_MULAW;
}

static gboolean
is_coded (GstTypeFind *find)
{
  guint64 at = MAGIC_BYTES;

  for (int i = 0; i < MAX_CHUNKS; i++) {
    const guint8 *chunk = gst_type_find_peek (find, (gint64) at, CHUNK_BYTES);
    guint32 size;

    if (chunk == NULL)
      return FALSE;
    size = rmg_bytes_read_32 (chunk + 4, FALSE);
    if (memcmp (chunk, "fmt ", 4) == 0)
      return is_coded_tag (find, at + CHUNK_BYTES, size);
    at += CHUNK_BYTES + size + size % 2;
  }
  return FALSE;
}

static void
find_type (GstTypeFind *find, gpointer data)
{
  const guint8 *bytes = gst_type_find_peek (find, 0, MAGIC_BYTES);

  if (bytes != NULL && is_wave (bytes))
    gst_type_find_suggest_simple (
        find, GST_TYPE_FIND_MAXIMUM, "audio/x-wav", NULL, NULL);
  else if (bytes != NULL && memcmp (bytes, "RIFF", 4) == 0 &&
      memcmp (bytes + 8, "WAVE", 4) == 0 && is_coded (find))
    gst_type_find_suggest_simple (find, GST_TYPE_FIND_MAXIMUM, "audio/x-wav",
        "coded", G_TYPE_BOOLEAN, TRUE, NULL);
}

GST_TYPE_FIND_REGISTER_DECLARE (rmgwavtypes)
GST_TYPE_FIND_REGISTER_DEFINE (rmgwavtypes, "rmgwavtypes", GST_RANK_PRIMARY + 1,
    find_type, "wav,bw64", NULL, NULL, NULL)
