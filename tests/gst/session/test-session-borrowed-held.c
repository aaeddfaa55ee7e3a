/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Borrowed memory that a program, or the thread of a file, still has after the
 * push. */

#include "tests/lib/session-fixture.h"

#include <rmg/borrowed.h>
#include <rmg/host.h>
#include <rmg/init.h>

#include <glib/gstdio.h>

#define RATE 16000
#define N_FRAMES 4801

/* A program that completes each item when the next one comes. */
typedef struct
{
  RmgHostItem last; /* without a buffer: all are complete */
} Late;

static gboolean
open_late (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  *instance = g_new0 (Late, 1);
  return TRUE;
}

static void
close_late (RmgHost *host, gpointer instance)
{
  Late *self = instance;

  rmg_host_item_clear (&self->last);
  g_free (self);
}

static void
complete (RmgHost *host, RmgHostItem *item)
{
  GstBufferList *outputs = gst_buffer_list_new ();

  if (item->buffer != NULL)
    gst_buffer_list_add (outputs, gst_buffer_ref (item->buffer));
  rmg_host_complete (host, item->sequence, item->caps, outputs);
  rmg_host_item_clear (item);
}

static void
complete_last (RmgHost *host, gpointer instance)
{
  Late *self = instance;
  RmgHostItem item = { 0 };

  if (!rmg_host_take (host, &item))
    return;
  if (self->last.buffer != NULL)
    complete (host, &self->last);
  if (item.kind == RMG_HOST_ITEM_DATA)
    self->last = item;
  else
    complete (host, &item);
}

static const RmgHostDriver driver = {
  .open = open_late,
  .close = close_late,
  .item_ready = complete_last,
  .flags = RMG_HOST_TAKES_ENDS,
};

static GPtrArray *
make_inputs (void)
{
  g_autoptr (GstSample) clip = rmg_test_noise_clip (3, RATE, 2, N_FRAMES);

  return rmg_test_split (clip, RATE / 100);
}

/* Returns: (transfer full): the outputs, from borrowed memory or owned */
static char *
run (const char *lines, RmgThreading threading, RmgFraming framing,
    gboolean is_borrowed)
{
  g_autoptr (GPtrArray) inputs = make_inputs ();
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_test_open (lines, threading, framing);
  char *text = is_borrowed ? rmg_test_pump_borrowed (session, inputs, &error)
                           : rmg_test_pump (session, inputs, &error);

  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return text;
}

static void
test_borrowed_input_kept_by_a_program_stays_the_same (gconstpointer data)
{
  static const char lines[] = "h BorrowedLate\nn PassThroughNode\nh > n";
  const RmgThreading threading = GPOINTER_TO_INT (data);
  const guint64 n_before = rmg_borrowed_get_copies (NULL);

  for (guint framing = 0; framing < 2; framing++) {
    g_autofree char *borrowed = run (lines, threading, framing, TRUE);
    g_autofree char *expected = run (lines, threading, framing, FALSE);

    g_assert_cmpstr (borrowed, ==, expected);
  }
  g_assert_cmpuint (rmg_borrowed_get_copies (NULL), >, n_before);
}

/* Returns: (transfer full): bytes of the file that the input becomes */
static GBytes *
write_file (const char *folder, RmgFraming framing, gboolean is_borrowed)
{
  g_autofree char *path = g_build_filename (folder, "held.wav", NULL);
  g_autofree char *lines = g_strdup_printf (
      "p PassThroughNode\nw MediaWriterNode 'output_path':'%s'\np > w", path);
  g_autofree char *outputs =
      run (lines, RMG_THREADING_AUTO, framing, is_borrowed);
  g_autoptr (GError) error = NULL;
  char *content;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, N_FRAMES * 2 * sizeof (float));
  g_assert_cmpint (g_unlink (path), ==, 0);
  return g_bytes_new_take (content, length);
}

static void
test_borrowed_input_of_a_file_is_written_as_it_was (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("rmg-borrowed-XXXXXX", &error);
  g_autoptr (GBytes) borrowed = NULL;
  g_autoptr (GBytes) expected = NULL;

  g_assert_no_error (error);
  borrowed = write_file (folder, RMG_FRAMING_STREAM, TRUE);
  expected = write_file (folder, RMG_FRAMING_STREAM, FALSE);
  g_assert_true (g_bytes_equal (borrowed, expected));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  rmg_host_register_type (
      "BorrowedLate", "Returns its input late", &driver, NULL, NULL);

  g_test_add_data_func ("/session-borrowed-held/program/inline",
      GINT_TO_POINTER (RMG_THREADING_INLINE),
      test_borrowed_input_kept_by_a_program_stays_the_same);
  g_test_add_data_func ("/session-borrowed-held/program/threaded",
      GINT_TO_POINTER (RMG_THREADING_THREADED),
      test_borrowed_input_kept_by_a_program_stays_the_same);
  g_test_add_func ("/session-borrowed-held/file",
      test_borrowed_input_of_a_file_is_written_as_it_was);
  return g_test_run ();
}
