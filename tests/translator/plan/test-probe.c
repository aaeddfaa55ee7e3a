/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "tests/lib/wav-bytes.h"
#include <rmg/plan.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static char *folder;

static RmgFileKind
probe_bytes (const GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (folder, "file", NULL);

  g_assert_true (
      g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  return rmg_probe_file (path, NULL);
}

typedef struct
{
  guint tag;
  RmgFileKind kind;
} Tagged;

static const Tagged tags[] = {
  { 1, RMG_FILE_SAMPLES }, { 3, RMG_FILE_SAMPLES }, { 6, RMG_FILE_ALAW },
  { 7, RMG_FILE_MULAW }, { 0x11, RMG_FILE_OTHER }, /* IMA ADPCM */
  { 0x55, RMG_FILE_OTHER },                        /* MP3 */
};

static void
test_probe_wav_known_by_its_tag (gconstpointer data)
{
  const Tagged *row = data;
  g_autoptr (GByteArray) file = g_byte_array_new ();

  wav_append_name (file, "RIFF");
  wav_append_32 (file, 0);
  wav_append_name (file, "WAVEJUNK"); /* a chunk before the format */
  wav_append_32 (file, 3);
  wav_append_zeros (file, 4);
  wav_append_format (file, row->tag, 1, 16000, 16);
  g_assert_cmpint (probe_bytes (file), ==, row->kind);
}

static void
test_probe_extended_wav_known_by_its_guid (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  wav_append_name (file, "RIFF");
  wav_append_32 (file, 0);
  wav_append_name (file, "WAVE");
  wav_append_format (file, 0xfffe, 2, 16000, 32);
  wav_append_16 (file, 22);
  wav_append_16 (file, 32);
  wav_append_32 (file, 3);
  wav_append_16 (file, 3);
  wav_append_zeros (file, 14);
  file->data[16] = 40; /* size of the chunk */
  g_assert_cmpint (probe_bytes (file), ==, RMG_FILE_SAMPLES);
}

static void
test_probe_aiff_known_by_its_compression (void)
{
  static const guint8 plain[] = "FORM\0\0\0\0AIFFCOMM\0\0\0\x12"
                                "\0\1\0\0\0\0\0\x10\x40\x0d\xfa\0\0\0\0\0\0";
  static const guint8 packed[] = "FORM\0\0\0\0AIFCCOMM\0\0\0\x18"
                                 "\0\1\0\0\0\0\0\x10\x40\x0d\xfa\0\0\0\0\0\0\0"
                                 "ima4\0";
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_byte_array_append (file, plain, sizeof plain);
  g_assert_cmpint (probe_bytes (file), ==, RMG_FILE_SAMPLES);
  g_byte_array_set_size (file, 0);
  g_byte_array_append (file, packed, sizeof packed);
  g_assert_cmpint (probe_bytes (file), ==, RMG_FILE_OTHER);
  memcpy (file->data + 38, "ulaw", 4);
  g_assert_cmpint (probe_bytes (file), ==, RMG_FILE_MULAW);
}

static void
test_probe_other_files_left_to_a_decoder (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_assert_cmpint (probe_bytes (file), ==, RMG_FILE_OTHER);
  wav_append_name (file, "fLaC and more");
  g_assert_cmpint (probe_bytes (file), ==, RMG_FILE_OTHER);
  g_assert_cmpint (rmg_probe_file (folder, NULL), ==, RMG_FILE_OTHER);
  g_assert_cmpint (rmg_probe_file ("/no/such", NULL), ==, RMG_FILE_OTHER);
}

static void
test_probe_pipe_is_not_opened (void)
{
  g_autofree char *path = g_build_filename (folder, "pipe", NULL);

  /* opening it would wait for a writer */
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_cmpint (rmg_probe_file (path, NULL), ==, RMG_FILE_PIPE);
  g_unlink (path);
}

static RmgFileKind
answer (const char *path, gpointer user_data)
{
  g_assert_cmpstr (path, ==, "talk.wav");
  return (RmgFileKind) GPOINTER_TO_INT (user_data);
}

typedef struct
{
  RmgFileKind kind;
  const char *made;
} Planned;

static const Planned planned[] = {
  { RMG_FILE_OTHER, "make r: rmgdecode" },
  { RMG_FILE_PIPE, "make r.pipe: queue" },
  { RMG_FILE_SAMPLES, "make r: rmgwavparse" },
  { RMG_FILE_MULAW, "make r: mulawdec" },
  { RMG_FILE_ALAW, "make r: alawdec" },
};

static void
test_probe_of_options_decides_the_reader (gconstpointer data)
{
  static const char text[] =
      "{\"version\": \"v1\", \"metadata\": {\"name\": \"x\"}, "
      "\"nodes\": [{\"id\": \"r\", \"node_type\": \"MediaReaderNode\", "
      "\"params\": {\"path\": \"talk.wav\"}}], \"connections\": []}";
  const Planned *row = data;
  RmgPlanOptions options = { .probe = answer,
    .probe_data = GINT_TO_POINTER (row->kind) };
  g_autoptr (GError) error = NULL;
  g_autoptr (RmgManifest) manifest =
      rmg_manifest_new_from_data (text, -1, NULL, NULL, &error);
  g_autoptr (RmgGraph) graph =
      rmg_graph_new_from_manifest (manifest, NULL, &error);
  g_autoptr (RmgPlan) plan = rmg_plan_new (graph, &options, NULL, &error);
  g_autofree char *steps = NULL;

  g_assert_no_error (error);
  steps = rmg_plan_to_string (plan);
  g_assert_nonnull (strstr (steps, row->made));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("probe-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    g_autofree char *path = g_strdup_printf ("/probe/tag/%u", tags[i].tag);

    g_test_add_data_func (path, &tags[i], test_probe_wav_known_by_its_tag);
  }
  g_test_add_func (
      "/probe/extended", test_probe_extended_wav_known_by_its_guid);
  g_test_add_func ("/probe/aiff", test_probe_aiff_known_by_its_compression);
  g_test_add_func ("/probe/other", test_probe_other_files_left_to_a_decoder);
  g_test_add_func ("/probe/pipe", test_probe_pipe_is_not_opened);
  for (guint i = 0; i < G_N_ELEMENTS (planned); i++) {
    g_autofree char *path = g_strdup_printf ("/probe/planned/%u", i);

    g_test_add_data_func (
        path, &planned[i], test_probe_of_options_decides_the_reader);
  }
  status = g_test_run ();
  {
    g_autofree char *file = g_build_filename (folder, "file", NULL);

    g_unlink (file);
    g_rmdir (folder);
    g_free (folder);
  }
  return status;
}
