/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/address.h"

static void
test_address_is_read_in_every_spelling (void)
{
  static const char *const rows[][2] = {
    { "9464", "http://127.0.0.1:9464/" },
    { ":9464", "http://127.0.0.1:9464/" },
    { ":1", "http://127.0.0.1:1/" },
    { "localhost:80", "http://127.0.0.1:80/" },
    { "0.0.0.0:9464", "http://0.0.0.0:9464/" },
    { "[::1]:9464", "http://[::1]:9464/" },
    { "[::]:65535", "http://[::]:65535/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocketAddress) address =
        tool_address_parse (rows[i][0], &error);
    g_autofree char *url = NULL;

    g_assert_no_error (error);
    url = tool_address_to_url (address);
    g_assert_cmpstr (url, ==, rows[i][1]);
  }
}

static void
test_address_with_errors_is_refused (void)
{
  static const char *const texts[] = { "", ":", "127.0.0.1",
    "127.0.0.1:", ":65536", ":-1", ":80x", "::1:80", "[::1]", "[]:80",
    "example.org:80", "300.0.0.1:80", " :80" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tool_address_parse (texts[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/address/every-spelling", test_address_is_read_in_every_spelling);
  g_test_add_func ("/address/refused", test_address_with_errors_is_refused);
  return g_test_run ();
}
