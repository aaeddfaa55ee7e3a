/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A breaker in a live pipeline of an application: a node that fails makes no hole
 * in the stream. A hang fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <string.h>

static const char *const modes[] = { "bypass", "drop" };

/* Checks that buffers and GAPs follow each other without a hole. */
typedef struct
{
  GstClockTime end; /* of the last one */
  guint n_buffers;
  guint n_gaps;
} Sound;

static void
add_sound (Sound *sound, GstClockTime start, GstClockTime duration)
{
  if (sound->n_buffers + sound->n_gaps > 0)
    g_assert_cmpuint (start, ==, sound->end);
  sound->end = start + duration;
}

static GstPadProbeReturn
take_sound (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Sound *sound = data;
  GstClockTime start, duration;

  if (GST_IS_BUFFER (info->data)) {
    GstBuffer *buffer = info->data;

    add_sound (sound, GST_BUFFER_PTS (buffer), GST_BUFFER_DURATION (buffer));
    sound->n_buffers++;
  } else if (GST_EVENT_TYPE (info->data) == GST_EVENT_GAP) {
    gst_event_parse_gap (info->data, &start, &duration);
    add_sound (sound, start, duration);
    sound->n_gaps++;
  }
  return GST_PAD_PROBE_OK;
}

#define N_LIVE 40

/* Plays @lines in a pipeline until EOS, as an application does. */
static void
play (const char *lines, Sound *sound)
{
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GstElement) pipeline =
      gst_object_ref_sink (gst_pipeline_new (NULL));
  GstElement *bin = gst_element_factory_make ("rmgbin", NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstMessage) end = NULL;

  gst_bin_add (GST_BIN (pipeline), bin);
  g_object_set (bin, "manifest-json", manifest, NULL);
  sink = gst_bin_get_by_name (GST_BIN (bin), "out");
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      take_sound, sound, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  end = gst_bus_timed_pop_filtered (
      bus, RMG_TEST_HANG_S * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (end);
  g_assert_cmpint (GST_MESSAGE_TYPE (end), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

/* Buffers of 1 ms from a live source; the retries are due after 5 ms and later. */
static void
test_breaker_live_source_is_not_delayed_by_retries (gconstpointer data)
{
  const char *on_open = data;
  g_autofree char *lines = g_strdup_printf (
      "in gst:audiotestsrc 'is-live':true,'num-buffers':%u,"
      "'samplesperbuffer':44\n"
      "bad gst:rmgfault 'fail-every':5 @ 'retry':{'backoff_ms':5},"
      "'breaker':{'on_open':'%s'}\n"
      "out gst:fakesink\nin > bad\nbad > out\n",
      N_LIVE, on_open);
  Sound sound = { GST_CLOCK_TIME_NONE };

  play (lines, &sound);
  g_assert_cmpuint (sound.n_buffers + sound.n_gaps, ==, N_LIVE);
  if (strcmp (on_open, "bypass") == 0)
    g_assert_cmpuint (sound.n_gaps, ==, 0);
  else
    g_assert_cmpuint (sound.n_gaps, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree char *path = g_strconcat ("/live-breaker/", modes[i], NULL);

    g_test_add_data_func (
        path, modes[i], test_breaker_live_source_is_not_delayed_by_retries);
  }
  return g_test_run ();
}
