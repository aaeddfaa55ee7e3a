/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/ogg-page.h"

/* A page of 27 bytes of header, two lengths and 5 + 255 bytes of data. */
static guint8 *
make_page (gsize *n_bytes)
{
  const guint8 header[] = { 'O', 'g', 'g', 'S', 0, RMG_OGG_PAGE_FIRST, 0, 0, 0,
    0, 0, 0, 0, 0, 0x78, 0x56, 0x34, 0x12, 0, 0, 0, 0, 0, 0, 0, 0, 2, 255, 5 };
  guint8 *page;

  *n_bytes = sizeof header + 255 + 5;
  page = g_malloc0 (*n_bytes);
  for (gsize i = 0; i < sizeof header; i++)
    page[i] = header[i];
  return page;
}

static void
test_ogg_page_fields_are_read (void)
{
  gsize n_bytes;
  g_autofree guint8 *bytes = make_page (&n_bytes);
  RmgOggPage page;

  g_assert_true (rmg_ogg_page_read (&page, bytes, n_bytes));
  g_assert_cmpint (page.flags, ==, RMG_OGG_PAGE_FIRST);
  g_assert_cmphex (page.serial, ==, 0x12345678);
  g_assert_cmpuint (page.header_bytes, ==, 29);
  g_assert_cmpuint (page.n_bytes, ==, n_bytes);
}

/* Each prefix lies in memory of its own, so that a read past it is found. */
static void
test_ogg_page_cut_anywhere_is_refused (void)
{
  gsize n_bytes;
  g_autofree guint8 *bytes = make_page (&n_bytes);
  RmgOggPage page;

  for (gsize n = 0; n < n_bytes; n++) {
    g_autofree guint8 *prefix = g_memdup2 (bytes, n);

    g_assert_false (rmg_ogg_page_read (&page, prefix, n));
    g_assert_cmpint (rmg_ogg_page_is_at (prefix, n), ==, n >= 5);
  }
}

static void
test_ogg_page_of_another_version_is_refused (void)
{
  gsize n_bytes;
  g_autofree guint8 *bytes = make_page (&n_bytes);
  RmgOggPage page;

  bytes[4] = 1;
  g_assert_false (rmg_ogg_page_read (&page, bytes, n_bytes));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ogg-page/fields", test_ogg_page_fields_are_read);
  g_test_add_func ("/ogg-page/cut", test_ogg_page_cut_anywhere_is_refused);
  g_test_add_func (
      "/ogg-page/version", test_ogg_page_of_another_version_is_refused);
  return g_test_run ();
}
