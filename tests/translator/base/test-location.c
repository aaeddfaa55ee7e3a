/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/location.h"

static const struct
{
  const char *text;
  RmgLocationKind kind;
  const char *path;
} cases[] = {
  { "-", RMG_LOCATION_STREAM, "-" },
  { "talk.wav", RMG_LOCATION_FILE, "talk.wav" },
  { "a:b.wav", RMG_LOCATION_FILE, "a:b.wav" },
  { "/tmp/two words.wav", RMG_LOCATION_FILE, "/tmp/two words.wav" },
  { "file:///tmp/two%20words.wav", RMG_LOCATION_FILE, "/tmp/two words.wav" },
  { "http://host:8000/a.mp3?b=c", RMG_LOCATION_HTTP,
      "http://host:8000/a.mp3?b=c" },
  { "HTTPS://host/a.mp3", RMG_LOCATION_HTTP, "HTTPS://host/a.mp3" },
  { "http:notes.wav", RMG_LOCATION_FILE, "http:notes.wav" },
  { "rtsp://host/a", RMG_LOCATION_OTHER, "rtsp://host/a" },
  { "file://elsewhere/a.wav", RMG_LOCATION_OTHER, "file://elsewhere/a.wav" },
};

static void
test_location_of_each_kind_is_recognised (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = NULL;

    g_assert_cmpint (
        rmg_location_read (cases[i].text, &path), ==, cases[i].kind);
    g_assert_cmpstr (path, ==, cases[i].path);
    g_assert_cmpint (
        rmg_location_read (cases[i].text, NULL), ==, cases[i].kind);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/location/kinds", test_location_of_each_kind_is_recognised);
  return g_test_run ();
}
