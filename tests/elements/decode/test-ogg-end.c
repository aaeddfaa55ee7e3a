/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/ogg-end.h"

#include <string.h>

#define PAGE_BYTES (27 + 2 + 300)

static void
append_page (GByteArray *file, guint8 flags)
{
  guint8 page[PAGE_BYTES] = { 'O', 'g', 'g', 'S', 0, flags };

  page[26] = 2;
  page[27] = 255;
  page[28] = 45;
  g_byte_array_append (file, page, sizeof page);
}

static GByteArray *
make_file (void)
{
  GByteArray *file = g_byte_array_new ();

  append_page (file, 2);
  append_page (file, 0);
  append_page (file, 4);
  return file;
}

static void
test_ogg_with_its_last_page_is_complete (void)
{
  g_autoptr (GByteArray) file = make_file ();

  g_assert_true (rmg_ogg_is_complete (file->data, file->len));
  g_assert_true (rmg_ogg_is_complete (file->data + 100, file->len - 100));
}

static void
test_ogg_cut_anywhere_is_not_complete (void)
{
  g_autoptr (GByteArray) file = make_file ();

  for (guint n = 0; n < file->len; n++) {
    g_autofree guint8 *copy = g_memdup2 (file->data, n);

    g_assert_false (rmg_ogg_is_complete (copy, n));
  }
}

static void
test_ogg_with_bytes_after_the_end_is_complete (void)
{
  g_autoptr (GByteArray) file = make_file ();

  g_byte_array_append (file, (const guint8 *) "TAG and more", 12);
  g_assert_true (rmg_ogg_is_complete (file->data, file->len));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ogg-end/whole", test_ogg_with_its_last_page_is_complete);
  g_test_add_func ("/ogg-end/cut", test_ogg_cut_anywhere_is_not_complete);
  g_test_add_func (
      "/ogg-end/rest", test_ogg_with_bytes_after_the_end_is_complete);
  return g_test_run ();
}
