/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/dsp/vad/segments.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define FRAME 10
#define MAX_EVENTS 8

typedef struct
{
  const char *name;
  const char *frames; /* '#' is speech */
  RmgVadSegmentSettings settings;
  const char *expected; /* kind, start, end of each event */
} Case;

/* Hangover, padding, minimum speech and silence, maximum length in audio
 * frames. */
static const Case cases[] = {
  { "plain", "..###..", { 0, 0, 0, 10 }, "+20 -20..50 " },
  { "at-once", "##..", { 0, 0, 0, 10 }, "+0 -0..20 " },
  { "too-short", "..##...", { 0, 0, 30, 10 }, "" },
  { "just-long-enough", "..###..", { 0, 0, 30, 10 }, "+20 -20..50 " },
  { "grain", "..###..", { 0, 0, 39, 10 }, "+20 -20..50 " },
  { "broken-onset", ".##.##..", { 0, 0, 30, 10 }, "" },
  { "pause-bridged", ".##.##...", { 0, 0, 0, 20 }, "+10 -10..60 " },
  { "pause-ends", ".##..##..", { 0, 0, 0, 20 }, "+10 -10..30 +50 -50..70 " },
  { "hangover", ".##....", { 15, 0, 0, 10 }, "+10 -10..45 " },
  { "hangover-bridges", ".#..#....", { 20, 0, 0, 10 }, "+10 -10..70 " },
  { "padding", "..##....", { 0, 15, 0, 10 }, "+5 -5..55 " },
  { "padding-at-zero", ".##...", { 0, 15, 0, 0 }, "+0 -0..45 " },
  { "padding-meets", ".##..##..", { 0, 15, 0, 0 }, "+0 -0..45 +45 -45..85 " },
  { "open-at-end", "..##.", { 0, 0, 0, 50 }, "+20 -20..40 " },
  { "speech-at-end", "..##", { 0, 0, 0, 50 }, "+20 -20..43 " },
  { "end-clamped", "..##.", { 20, 20, 0, 50 }, "+0 -0..53 " },
  { "cut", ".#####..", { 0, 0, 0, 10, 20 }, "+10 *10..30 *30..50 -50..60 " },
  { "cut-needs-no-onset", ".####..", { 0, 0, 20, 10, 30 },
      "+10 *10..40 -40..50 " },
  { "cut-without-padding", "..#####....", { 0, 10, 0, 10, 30 },
      "+10 *10..40 -40..80 " },
  { "too-long-in-pause", ".##..##..", { 0, 0, 20, 30, 20 },
      "+10 -10..30 +50 -50..70 " },
  { "too-long-after-pause", ".#.##.#..", { 0, 0, 0, 30, 50 },
      "+10 -10..50 +60 -60..70 " },
  { "cut-within-frame", ".####..", { 0, 0, 0, 10, 25 },
      "+10 *10..40 -40..50 " },
  { "cut-at-end", ".##", { 0, 0, 0, 10, 20 }, "+10 -10..33 " },
  { "unconfirmed-at-end", "....##", { 0, 0, 30, 10 }, "" },
};

static void
append_event (GString *log, const RmgVadSegmentEvent *event)
{
  if (event->kind == RMG_VAD_SEGMENT_START)
    g_string_append_printf (log, "+%u ", (guint) event->start);
  else
    g_string_append_printf (log, "%c%u..%u ",
        event->kind == RMG_VAD_SEGMENT_CUT ? '*' : '-', (guint) event->start,
        (guint) event->end);
}

static void
push (RmgVadSegmenter *segmenter, gboolean speech,
    const RmgVadSegmentSettings *settings, GString *log)
{
  const RmgVadDecision decision = { speech ? 0.75f : 0.25f,
    speech ? -20.0f : -60.0f, speech };
  RmgVadSegmentEvent event;

  if (rmg_vad_segmenter_push (segmenter, &decision, FRAME, settings, &event))
    append_event (log, &event);
}

static void
test_segments_row_produces_events (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (GString) log = g_string_new (NULL);
  RmgVadSegmenter segmenter;
  RmgVadSegmentEvent event;

  rmg_vad_segmenter_reset (&segmenter);
  for (const char *frame = row->frames; *frame != '\0'; frame++)
    push (&segmenter, *frame == '#', &row->settings, log);
  /* three audio frames more than whole analysis frames */
  if (rmg_vad_segmenter_finish (
          &segmenter, strlen (row->frames) * FRAME + 3, &row->settings, &event))
    append_event (log, &event);
  g_assert_cmpstr (log->str, ==, row->expected);
}

static void
test_segments_end_has_means_of_speech (void)
{
  const RmgVadSegmentSettings settings = { 0, 0, 0, 20 };
  const RmgVadDecision decisions[] = {
    { 0.6f, -10.0f, true },
    { 0.1f, -80.0f, false },
    { 0.8f, -20.0f, true },
  };
  RmgVadSegmenter segmenter;
  RmgVadSegmentEvent event;

  rmg_vad_segmenter_reset (&segmenter);
  for (guint i = 0; i < G_N_ELEMENTS (decisions); i++)
    rmg_vad_segmenter_push (
        &segmenter, &decisions[i], FRAME, &settings, &event);
  g_assert_true (rmg_vad_segmenter_finish (&segmenter, 30, &settings, &event));
  g_assert_cmpfloat_with_epsilon (event.probability, 0.7, 1e-6);
  g_assert_cmpfloat_with_epsilon (
      event.level_db, 10.0 * log10 ((0.1 + 0.01) / 2.0), 1e-4);
}

static void
test_segments_shorter_silence_while_in_pause_ends_next_frame (void)
{
  RmgVadSegmentSettings settings = { 0, 0, 0, 1000 };
  g_autoptr (GString) log = g_string_new (NULL);
  RmgVadSegmenter segmenter;

  rmg_vad_segmenter_reset (&segmenter);
  push (&segmenter, TRUE, &settings, log);
  push (&segmenter, FALSE, &settings, log);
  settings.min_silence = 20;
  push (&segmenter, FALSE, &settings, log);
  g_assert_cmpstr (log->str, ==, "+0 -0..10 ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/segments/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_segments_row_produces_events);
  }
  g_test_add_func ("/segments/means", test_segments_end_has_means_of_speech);
  g_test_add_func ("/segments/settings",
      test_segments_shorter_silence_while_in_pause_ends_next_frame);
  return g_test_run ();
}
