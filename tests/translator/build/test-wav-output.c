/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/build/wav-output.h"
#include "tests/lib/hang.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define HEADER_BYTES 44

static GstPadProbeReturn
push_tag (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  gst_pad_push_event (
      pad, gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "x", NULL)));
  return GST_PAD_PROBE_REMOVE;
}

/* Lets a tag arrive at the encoder before the first buffer. */
static void
add_tag (GstBin *bin)
{
  g_autoptr (GstElement) valve = gst_bin_get_by_name (bin, "valve");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (valve, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, push_tag, NULL, NULL);
}

#define MONO "channels=1"

/* Writes @n_frames of silence at 8 kHz with wavenc into @fd, with a tag. */
static void
write_wav (int fd, guint n_frames, const char *channels)
{
  g_autofree char *text = g_strdup_printf (
      "audiotestsrc wave=silence num-buffers=1 samplesperbuffer=%u ! "
      "audio/x-raw, format=S16LE, rate=8000, %s ! valve name=valve "
      "drop=%s drop-mode=forward-sticky-events "
      "! wavenc ! fdsink name=sink fd=%d",
      MAX (n_frames, 1), channels, n_frames == 0 ? "true" : "false", fd);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_set (sink, "async", FALSE, NULL);
  rmg_wav_output_install (sink);
  add_tag (GST_BIN (pipeline));
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static GBytes *
read_all (int fd)
{
  guint8 data[4096];
  gssize n_bytes = read (fd, data, sizeof data);

  g_assert_cmpint (n_bytes, >=, 0);
  return g_bytes_new (data, n_bytes);
}

static guint32
get_size (GBytes *bytes, guint offset)
{
  return GST_READ_UINT32_LE (
      (const guint8 *) g_bytes_get_data (bytes, NULL) + offset);
}

static GBytes *
write_to_file (guint n_frames, const char *channels)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("wav-XXXXXX", &path, NULL);
  GBytes *bytes;

  write_wav (fd, n_frames, channels);
  lseek (fd, 0, SEEK_SET);
  bytes = read_all (fd);
  close (fd);
  g_unlink (path);
  return bytes;
}

static GBytes *
write_to_pipe (guint n_frames, const char *channels)
{
  int fds[2];
  GBytes *bytes;

  g_assert_cmpint (pipe (fds), ==, 0);
  write_wav (fds[1], n_frames, channels);
  close (fds[1]);
  bytes = read_all (fds[0]);
  close (fds[0]);
  return bytes;
}

static void
test_wav_output_file_has_its_sizes (void)
{
  g_autoptr (GBytes) bytes = write_to_file (100, MONO);

  g_assert_cmpuint (g_bytes_get_size (bytes), >=, HEADER_BYTES + 200);
  g_assert_cmpuint (get_size (bytes, 4), ==, g_bytes_get_size (bytes) - 8);
  g_assert_cmpuint (get_size (bytes, 40), ==, 200);
}

static void
test_wav_output_file_without_samples_is_empty (void)
{
  g_autoptr (GBytes) bytes = write_to_file (0, MONO);

  g_assert_cmpuint (g_bytes_get_size (bytes), >=, HEADER_BYTES);
  g_assert_cmpuint (get_size (bytes, 40), ==, 0);
}

static void
test_wav_output_pipe_has_samples_until_its_end (void)
{
  g_autoptr (GBytes) bytes = write_to_pipe (100, MONO);

  /* one header, the samples, no tags */
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, HEADER_BYTES + 200);
  g_assert_cmpuint (get_size (bytes, 4), ==, 0xffffffff);
  g_assert_cmpuint (get_size (bytes, 40), ==, 0xffffffff);
}

typedef struct
{
  const char *name;
  const char *channels;
  guint32 mask;
} MaskRow;

static const MaskRow masks[] = {
  { "5.1", "channels=6, channel-mask=(bitmask)0x3f", 0x3f },
  { "5.1-side", "channels=6, channel-mask=(bitmask)0xc0f", 0x60f },
  { "quad", "channels=4, channel-mask=(bitmask)0x33", 0x33 },
  { "none", "channels=4, channel-mask=(bitmask)0x0", 0 },
  { "above", "channels=3, channel-mask=(bitmask)0x8003", 0 },
};

/* The extensible header has 24 bytes more, and a chunk "fact" of 12. */
#define WIDE_SIZE_OFFSET (40 + 24 + 12)

static void
test_wav_output_positions_are_in_the_header (gconstpointer data)
{
  const MaskRow *row = data;
  g_autoptr (GBytes) bytes = write_to_file (100, row->channels);

  g_assert_cmphex (get_size (bytes, 40), ==, row->mask);
}

static void
test_wav_output_pipe_of_many_channels_has_samples_until_its_end (void)
{
  g_autoptr (GBytes) bytes = write_to_pipe (100, masks[0].channels);

  g_assert_cmphex (get_size (bytes, 40), ==, masks[0].mask);
  g_assert_cmphex (get_size (bytes, WIDE_SIZE_OFFSET), ==, 0xffffffffu);
}

static void
test_wav_output_other_encoder_is_left_alone (void)
{
  g_autoptr (GstElement) bin = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GError) error = NULL;

  bin = gst_parse_bin_from_description (
      "identity ! fdsink name=sink", FALSE, &error);
  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (bin), "sink");
  rmg_wav_output_install (sink);
  g_assert_cmpint (GST_PAD (sink->sinkpads->data)->num_probes, ==, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wav-output/file", test_wav_output_file_has_its_sizes);
  g_test_add_func (
      "/wav-output/empty", test_wav_output_file_without_samples_is_empty);
  g_test_add_func (
      "/wav-output/pipe", test_wav_output_pipe_has_samples_until_its_end);
  g_test_add_func (
      "/wav-output/other", test_wav_output_other_encoder_is_left_alone);
  for (guint i = 0; i < G_N_ELEMENTS (masks); i++) {
    g_autofree char *path =
        g_strconcat ("/wav-output/mask/", masks[i].name, NULL);

    g_test_add_data_func (
        path, &masks[i], test_wav_output_positions_are_in_the_header);
  }
  g_test_add_func ("/wav-output/pipe-of-many-channels",
      test_wav_output_pipe_of_many_channels_has_samples_until_its_end);
  return g_test_run ();
}
