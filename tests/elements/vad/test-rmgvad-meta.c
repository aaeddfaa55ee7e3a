/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Voice flags that come with the audio, in rmgvad. */
#include "tests/lib/vad-fixture.h"

#define BUFFER (10 * RMG_TEST_VAD_FRAME) /* 100 ms */
#define N_BUFFERS 18

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

/* Quiet audio, buffers @first to @end - 1 with a flag.
 * Returns: all messages */
static char *
run_flagged (const char *launch, guint first, guint end)
{
  RmgTestVad fixture = rmg_test_vad_open_vad (launch);
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-9-9");
  char *messages;

  for (guint i = 0; i < N_BUFFERS; i++) {
    GstBuffer *buffer =
        rmg_test_vad_cut (audio, i * BUFFER, BUFFER, i * BUFFER);

    gst_buffer_add_audio_level_meta (buffer, 30, i >= first && i < end);
    gst_harness_push (fixture.harness, buffer);
  }
  gst_harness_push_event (fixture.harness, gst_event_new_eos ());
  messages = rmg_test_vad_take_messages (&fixture);
  rmg_test_vad_close_vad (&fixture);
  return messages;
}

static void
check_edges (const char *launch)
{
  g_autofree char *messages = run_flagged (launch, 3, 6);

  g_assert_nonnull (strstr (messages, "timestamp=(guint64)300000000"));
  g_assert_nonnull (strstr (messages, "timestamp=(guint64)600000000"));
  g_assert_nonnull (strstr (messages, "duration=(guint64)300000000"));
}

static void
test_vad_level_meta_counts_in_place_of_the_engine (void)
{
  check_edges ("rmgvad use-level-meta=true");
  check_edges ("rmgvad use-level-meta=true engine=energy frame-ms=10");
}

static void
test_vad_level_meta_is_not_read_by_default (void)
{
  g_autofree char *messages = run_flagged ("rmgvad", 0, N_BUFFERS);

  g_assert_cmpstr (messages, ==, "");
}

static char *
run_unflagged (const char *launch)
{
  g_autoptr (GBytes) audio = rmg_test_vad_make_audio ("-3+5-9");
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GByteArray) output = NULL;

  return rmg_test_vad_run_split (launch, audio, NULL, &output, frames);
}

static void
test_vad_engine_decides_frames_without_meta (void)
{
  g_autofree char *engine = run_unflagged (RMG_TEST_VAD_ENERGY);
  g_autofree char *meta =
      run_unflagged (RMG_TEST_VAD_ENERGY "use-level-meta=true");

  g_assert_cmpstr (engine, !=, "");
  g_assert_cmpstr (meta, ==, engine);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);

  g_test_add_func ("/vad/level-meta/used",
      test_vad_level_meta_counts_in_place_of_the_engine);
  g_test_add_func (
      "/vad/level-meta/default", test_vad_level_meta_is_not_read_by_default);
  g_test_add_func (
      "/vad/level-meta/none", test_vad_engine_decides_frames_without_meta);
  return g_test_run ();
}
