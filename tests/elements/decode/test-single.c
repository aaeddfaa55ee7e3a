/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/single.h"

#include "elements/decode/ogg-page.h"

#include <string.h>

#define FIRST RMG_OGG_PAGE_FIRST
#define LAST RMG_OGG_PAGE_LAST

typedef struct
{
  guint8 flags;
  guint8 serial;
  const char *packet;
} Page;

typedef struct
{
  const char *name;
  Page pages[4];
  gboolean is_single;
} OggRow;

static const OggRow ogg_rows[] = {
  { "opus", { { FIRST, 7, "OpusHead" }, { 0, 7, "x" }, { LAST, 7, "x" } },
      TRUE },
  { "vorbis", { { FIRST, 7, "\001vorbis" }, { 0, 7, "x" }, { LAST, 7, "x" } },
      TRUE },
  { "without-end", { { FIRST, 7, "OpusHead" }, { 0, 7, "x" } }, TRUE },
  { "picture", { { FIRST, 7, "\200theora" }, { 0, 7, "x" }, { LAST, 7, "x" } },
      FALSE },
  { "two-streams",
      { { FIRST, 7, "OpusHead" }, { FIRST, 8, "OpusHead" }, { 0, 7, "x" } },
      FALSE },
  { "chained",
      { { FIRST, 7, "OpusHead" }, { LAST, 7, "x" }, { FIRST, 8, "OpusHead" },
          { LAST, 8, "x" } },
      FALSE },
  { "without-start", { { 0, 7, "OpusHead" }, { LAST, 7, "x" } }, FALSE },
  { "header-alone", { { FIRST, 7, "OpusHead" } }, FALSE },
};

static void
append_page (GByteArray *file, const Page *page)
{
  const gsize n_bytes = strlen (page->packet);
  guint8 header[RMG_OGG_PAGE_HEADER + 1] = { 'O', 'g', 'g', 'S' };

  header[5] = page->flags;
  header[14] = page->serial;
  header[26] = 1;
  header[27] = (guint8) n_bytes;
  g_byte_array_append (file, header, sizeof header);
  g_byte_array_append (file, (const guint8 *) page->packet, (guint) n_bytes);
}

static GByteArray *
make_ogg (const OggRow *row)
{
  GByteArray *file = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (row->pages); i++)
    if (row->pages[i].packet != NULL)
      append_page (file, &row->pages[i]);
  return file;
}

static void
test_single_ogg_with_one_sound_is_found (gconstpointer data)
{
  const OggRow *row = data;
  g_autoptr (GByteArray) file = make_ogg (row);

  g_assert_cmpint (
      rmg_single_is_ogg (file->data, file->len, file->data, file->len), ==,
      row->is_single);
}

/* Each prefix lies in memory of its own, so that a read past it is found. */
static void
test_single_cut_ogg_is_not_read_past_its_end (void)
{
  g_autoptr (GByteArray) file = make_ogg (&ogg_rows[0]);
  const guint first_two = 28 + 8 + 28 + 1;

  for (guint n = 0; n <= file->len; n++) {
    g_autofree guint8 *prefix = g_memdup2 (file->data, n);

    g_assert_cmpint (
        rmg_single_is_ogg (prefix, n, prefix, n), ==, n >= first_two);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ogg_rows); i++) {
    g_autofree char *path =
        g_strconcat ("/single/ogg/", ogg_rows[i].name, NULL);

    g_test_add_data_func (
        path, &ogg_rows[i], test_single_ogg_with_one_sound_is_found);
  }
  g_test_add_func ("/single/cut", test_single_cut_ogg_is_not_read_past_its_end);
  return g_test_run ();
}
