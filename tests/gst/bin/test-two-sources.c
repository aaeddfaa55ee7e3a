/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Two files of very different speed that meet in one node: the fast one waits for
 * the slow one, so that a join with little memory is enough, and every sample
 * arrives in the file that is written. */

#include <rmg/init.h>
#include "tests/lib/hang-report.h"
#include "tests/lib/hang.h"
#include "tests/lib/seeds.h"
#include "tests/lib/session-fixture.h"
#include "tests/lib/wav-bytes.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_FRAMES 400000 /* 25 s, 800 kB */
#define MAX_BYTES 65536
#define HEADER_BYTES 44
#define FIRST 1000 /* value of each sample of the first file */
#define SECOND 2000

typedef struct
{
  const char *name;
  const char *lines; /* from the readers "a" and "b" to the node "x" */
} Case;

static const Case cases[] = {
  { "/two-sources/second-is-slow",
      "slow gst:rmgfault 'delay-us':500\n"
      "a > x\nb > slow\nslow > x\n" },
  { "/two-sources/first-is-slow",
      "slow gst:rmgfault 'delay-us':500\n"
      "a > slow\nslow > x\nb > x\n" },
  { "/two-sources/chunks-and-queue",
      "slow gst:rmgfault 'delay-us':500\n"
      "chunks AudioBuffer 'buffer_size_samples':160\n"
      "queue gst:queue 'max-size-buffers':1\n"
      "a > chunks\nchunks > x\nb > slow\nslow > queue\nqueue > x\n" },
};

static char *folder;

static char *
get_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_wav (const char *name, gint16 value)
{
  const guint32 n_bytes = N_FRAMES * sizeof (gint16);
  g_autoptr (GByteArray) bytes =
      wav_new (1, HEADER_BYTES - 8 + n_bytes, n_bytes);
  g_autofree char *path = get_path (name);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_FRAMES; i++)
    wav_append_16 (bytes, (guint) value);
  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}

/* Asserts that the written file has each sample of both files. */
static void
assert_has_both (void)
{
  g_autofree char *path = get_path ("out.wav");
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  guint n_first = 0, n_second = 0;
  gsize n_bytes;

  g_file_get_contents (path, &content, &n_bytes, &error);
  g_assert_no_error (error);
  for (gsize i = HEADER_BYTES; i + 1 < n_bytes; i += sizeof (gint16)) {
    gint16 sample;

    memcpy (&sample, content + i, sizeof sample);
    n_first += GINT16_FROM_LE (sample) == FIRST;
    n_second += GINT16_FROM_LE (sample) == SECOND;
  }
  g_assert_cmpuint (n_first, ==, N_FRAMES);
  g_assert_cmpuint (n_second, ==, N_FRAMES);
}

static GstElement *
new_bin (const Case *row)
{
  g_autofree char *lines =
      g_strdup_printf ("a MediaReaderNode 'path':'%s/a.wav'\n"
                       "b MediaReaderNode 'path':'%s/b.wav'\n"
                       "x PassThroughNode\n"
                       "out MediaWriterNode 'path':'%s/out.wav'\nx > out\n%s",
          folder, folder, folder, row->lines);
  g_autofree char *manifest = rmg_test_manifest (lines);
  GstElement *bin = gst_element_factory_make ("rmgbin", NULL);

  g_object_set (bin, "manifest-json", manifest, NULL);
  return bin;
}

static void
play (const Case *row)
{
  g_autoptr (GstElement) pipeline = gst_pipeline_new (NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstElement) join = NULL;
  g_autoptr (GstMessage) end = NULL;

  gst_bin_add (GST_BIN (pipeline), new_bin (row));
  join = gst_bin_get_by_name (GST_BIN (pipeline), "x.join");
  g_object_set (join, "max-bytes", (guint64) MAX_BYTES, NULL);
  rmg_test_hang_watch_bins (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  end = gst_bus_timed_pop_filtered (
      bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpstr (GST_MESSAGE_TYPE_NAME (end), ==, "eos");
  g_assert_cmpint (gst_element_set_state (pipeline, GST_STATE_NULL), ==,
      GST_STATE_CHANGE_SUCCESS);
}

static void
run_case (guint32 index)
{
  play (&cases[index]);
  assert_has_both ();
}

static void
test_two_sources_of_different_speed_lose_nothing (gconstpointer data)
{
  rmg_test_seeds_run (
      (guint32) ((const Case *) data - cases), 1, RMG_TEST_HANG_S, run_case);
}

int
main (int argc, char **argv)
{
  int result;

  rmg_init ();
  rmg_test_seeds_init (&argc, &argv);
  folder = g_dir_make_tmp ("two-sources-XXXXXX", NULL);
  write_wav ("a.wav", FIRST);
  write_wav ("b.wav", SECOND);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i],
        test_two_sources_of_different_speed_lose_nothing);
  result = g_test_run ();
  for (guint i = 0; i < 3; i++) {
    static const char *const names[] = { "a.wav", "b.wav", "out.wav" };
    g_autofree char *path = get_path (names[i]);

    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
  return result;
}
