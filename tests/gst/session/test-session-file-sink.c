/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A disk that is full for a moment: filesink has lost data, so the run fails, and
 * the file has the data before that. A retry would leave a gap in the file, and a
 * restart would truncate it, both with success. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define N_BYTES 576000
#define LIMIT_BYTES 100000

static const char *const policies[] = {
  "",
  ",'buffer-mode':'unbuffered'",
  " @ 'retry':{'max_retries':3,'backoff_ms':1}",
};

typedef struct
{
  char *folder, *input, *output; /* paths */
  char *content;                 /* of the input */
} Files;

static void
files_init (Files *self)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("file-sink-XXXXXX", NULL);
  self->input = g_build_filename (self->folder, "in.bin", NULL);
  self->output = g_build_filename (self->folder, "out.bin", NULL);
  self->content = g_malloc (N_BYTES);
  for (guint i = 0; i < N_BYTES; i++)
    self->content[i] = (char) g_rand_int (random);
  g_file_set_contents (self->input, self->content, N_BYTES, &error);
  g_assert_no_error (error);
}

static void
files_clear (Files *self)
{
  g_unlink (self->input);
  g_unlink (self->output);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->input);
  g_free (self->output);
  g_free (self->content);
}

/* Larger files cannot be written: EFBIG, because SIGXFSZ is ignored. */
static void
limit_files (rlim_t n_bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (n_bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* The disk has space again before the retry, if there is one. */
static void
end_limit (GstMessage *message, gpointer data)
{
  if (gst_message_has_name (message, "rmg-node-retrying"))
    limit_files (RLIM_INFINITY);
}

static void
assert_output_is_a_prefix (const Files *files)
{
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_bytes;

  g_file_get_contents (files->output, &output, &n_bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (output, n_bytes, files->content, MIN (n_bytes, N_BYTES));
  g_assert_cmpuint (n_bytes, ==, LIMIT_BYTES);
}

static void
test_file_sink_failed_write_is_an_error_and_keeps_the_file (gconstpointer data)
{
  const char *policy = data;
  Files files;
  g_autofree char *lines = NULL;
  g_autoptr (GError) error = NULL;
  RmgSession *session;

  alarm (RMG_TEST_HANG_S);
  files_init (&files);
  lines = g_strdup_printf ("in gst:filesrc 'location':'%s'\n"
                           "out gst:filesink 'location':'%s'%s\n"
                           "in > out\n",
      files.input, files.output, policy);
  limit_files (LIMIT_BYTES);
  session = rmg_test_open (lines, RMG_THREADING_THREADED, RMG_FRAMING_STREAM);
  rmg_session_set_message_func (session, end_limit, NULL, NULL);
  g_assert_false (rmg_session_run (session, NULL, NULL, NULL, &error));
  limit_files (RLIM_INFINITY);
  g_assert_nonnull (strstr (error->message, "\"out\""));
  g_assert_true (rmg_session_close (session, NULL));
  assert_output_is_a_prefix (&files);
  files_clear (&files);
  alarm (0);
}

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++) {
    g_autofree char *path = g_strdup_printf ("/file-sink/%u", i);

    g_test_add_data_func (path, policies[i],
        test_file_sink_failed_write_is_an_error_and_keeps_the_file);
  }
  return g_test_run ();
}
