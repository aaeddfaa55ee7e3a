/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Readers of named pipes: neither the opening nor the closing of a session waits
 * for their writers. A hang fails the test after HANG_S. */

#include "tests/lib/session-fixture.h"

#include <rmg/init.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HANG_S 60

typedef struct
{
  char *folder;
  char *paths[2];
  char *lines;
} Pipes;

static void
pipes_init (Pipes *self)
{
  *self = (Pipes){ .folder = g_dir_make_tmp ("pipes-XXXXXX", NULL) };
  for (guint i = 0; i < 2; i++) {
    self->paths[i] = g_strdup_printf ("%s/pipe%u", self->folder, i);
    g_assert_cmpint (mkfifo (self->paths[i], 0600), ==, 0);
  }
  self->lines = g_strdup_printf (
      "a MediaReaderNode 'path':'%s','caps':'audio/x-raw,format=S16LE,"
      "rate=16000,channels=1'\n"
      "b MediaReaderNode 'path':'%s','caps':'audio/x-raw,format=S16LE,"
      "rate=16000,channels=1'\n"
      "c gst:fakesink\nd gst:fakesink\na > c\nb > d\n",
      self->paths[0], self->paths[1]);
  alarm (HANG_S);
}

static void
pipes_clear (Pipes *self)
{
  alarm (0);
  for (guint i = 0; i < 2; i++) {
    g_unlink (self->paths[i]);
    g_free (self->paths[i]);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->lines);
}

static void
test_session_pipes_without_writers_open_and_close (void)
{
  Pipes pipes;
  RmgSession *session;

  pipes_init (&pipes);
  session = rmg_test_open (pipes.lines, RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  g_assert_true (rmg_session_close (session, NULL));
  pipes_clear (&pipes);
}

static gpointer
write_silence (gpointer path)
{
  static const gint16 silence[1600];
  const int fd = open (path, O_WRONLY);

  g_assert_cmpint (write (fd, silence, sizeof silence), ==, sizeof silence);
  close (fd);
  return NULL;
}

/* The writers come after the opening, one after the other. */
static void
test_session_pipes_with_late_writers_run_to_their_end (void)
{
  g_autoptr (GError) error = NULL;
  GThread *writers[2];
  Pipes pipes;
  RmgSession *session;

  pipes_init (&pipes);
  session = rmg_test_open (pipes.lines, RMG_THREADING_AUTO, RMG_FRAMING_STREAM);
  for (guint i = 0; i < 2; i++)
    writers[i] = g_thread_new ("writer", write_silence, pipes.paths[1 - i]);
  g_assert_true (rmg_session_run (session, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    g_thread_join (writers[i]);
  g_assert_true (rmg_session_close (session, NULL));
  pipes_clear (&pipes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  g_test_add_func (
      "/session-pipes/none", test_session_pipes_without_writers_open_and_close);
  g_test_add_func ("/session-pipes/late",
      test_session_pipes_with_late_writers_run_to_their_end);
  return g_test_run ();
}
