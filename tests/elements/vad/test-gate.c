/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/vad/gate.h"

typedef struct
{
  RmgVadGate gate;
  GstAudioInfo info;
} GateFixture;

static void
set_up (GateFixture *self, gconstpointer unused)
{
  gst_audio_info_set_format (&self->info, GST_AUDIO_FORMAT_S16, 16000, 1, NULL);
  rmg_vad_gate_init (&self->gate);
  rmg_vad_gate_reset (&self->gate);
}

static void
tear_down (GateFixture *self, gconstpointer unused)
{
  rmg_vad_gate_clear (&self->gate);
}

/* A buffer whose samples are their positions. */
static void
push (GateFixture *self, guint n_frames, GstBufferFlags flags)
{
  g_autofree gint16 *samples = g_new (gint16, n_frames);
  GstBuffer *buffer;

  for (guint i = 0; i < n_frames; i++)
    samples[i] = (gint16) (self->gate.pushed + i);
  buffer = gst_buffer_new_memdup (samples, n_frames * sizeof *samples);
  GST_BUFFER_FLAG_SET (buffer, flags);
  rmg_vad_gate_push (&self->gate, buffer, n_frames);
}

static void
append_buffer (GString *log, const RmgVadGateItem *item)
{
  GstBuffer *buffer = GST_BUFFER_CAST (item->object);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_assert_cmpuint (map.size, ==, 2 * (item->end - item->start));
  for (gsize i = 0; i < map.size / 2; i++)
    g_assert_cmpuint (((gint16 *) map.data)[i], ==, item->start + i);
  gst_buffer_unmap (buffer, &map);
  g_string_append_printf (log, "pass%s %u-%u ",
      GST_BUFFER_IS_DISCONT (buffer) ? "!" : "", (guint) item->start,
      (guint) item->end);
}

/* Everything that leaves before @until. */
static char *
release (GateFixture *self, guint64 until)
{
  GString *log = g_string_new (NULL);
  RmgVadGateItem item;

  while (rmg_vad_gate_release (&self->gate, until, &self->info, &item)) {
    if (item.kind == RMG_VAD_GATE_PASS)
      append_buffer (log, &item);
    else if (item.kind == RMG_VAD_GATE_DROP)
      g_string_append_printf (
          log, "drop %u-%u ", (guint) item.start, (guint) item.end);
    else
      g_string_append_printf (
          log, "%s %u ", GST_EVENT_TYPE_NAME (item.object), (guint) item.start);
    g_clear_pointer (&item.object, gst_mini_object_unref);
  }
  return g_string_free (log, FALSE);
}

static void
assert_released (GateFixture *self, guint64 until, const char *expected)
{
  g_autofree char *log = release (self, until);

  g_assert_cmpstr (log, ==, expected);
}

static void
test_gate_without_passage_drops (GateFixture *self, gconstpointer unused)
{
  push (self, 10, 0);
  push (self, 10, 0);
  assert_released (self, 15, "drop 0-10 drop 10-15 ");
  assert_released (self, 20, "drop 15-20 ");
}

static void
test_gate_passage_is_cut_to_the_frame (GateFixture *self, gconstpointer unused)
{
  push (self, 10, 0);
  push (self, 10, 0);
  rmg_vad_gate_open (&self->gate, 3);
  rmg_vad_gate_close (&self->gate, 17);
  assert_released (self, 20, "drop 0-3 pass 3-10 pass 10-17 drop 17-20 ");
}

static void
test_gate_open_passage_passes_to_the_end (
    GateFixture *self, gconstpointer unused)
{
  push (self, 10, 0);
  rmg_vad_gate_open (&self->gate, 4);
  push (self, 7, 0);
  assert_released (self, 17, "drop 0-4 pass 4-10 pass 10-17 ");
}

static void
test_gate_widened_passage_starts_earlier (
    GateFixture *self, gconstpointer unused)
{
  rmg_vad_gate_widen (&self->gate, 1);
  push (self, 20, 0);
  assert_released (self, 4, "drop 0-4 ");
  rmg_vad_gate_open (&self->gate, 9);
  rmg_vad_gate_widen (&self->gate, 12);
  rmg_vad_gate_widen (&self->gate, 7);
  rmg_vad_gate_close (&self->gate, 15);
  assert_released (self, 16, "drop 4-7 pass 7-15 drop 15-16 ");
  rmg_vad_gate_open (&self->gate, 18);
  rmg_vad_gate_widen (&self->gate, 2);
  assert_released (self, 20, "pass 16-20 ");
}

static void
test_gate_passages_follow_each_other (GateFixture *self, gconstpointer unused)
{
  push (self, 20, 0);
  rmg_vad_gate_open (&self->gate, 2);
  rmg_vad_gate_close (&self->gate, 5);
  rmg_vad_gate_open (&self->gate, 5);
  rmg_vad_gate_close (&self->gate, 8);
  rmg_vad_gate_open (&self->gate, 12);
  assert_released (
      self, 20, "drop 0-2 pass 2-5 pass 5-8 drop 8-12 pass 12-20 ");
}

static void
test_gate_released_audio_does_not_come_back (
    GateFixture *self, gconstpointer unused)
{
  push (self, 20, 0);
  assert_released (self, 10, "drop 0-10 ");
  rmg_vad_gate_open (&self->gate, 4);
  rmg_vad_gate_close (&self->gate, 8);
  assert_released (self, 20, "drop 10-20 ");
}

static void
test_gate_close_without_passage_changes_nothing (
    GateFixture *self, gconstpointer unused)
{
  rmg_vad_gate_close (&self->gate, 5);
  push (self, 10, 0);
  assert_released (self, 10, "drop 0-10 ");
}

static void
test_gate_gap_in_a_passage_is_dropped (GateFixture *self, gconstpointer unused)
{
  push (self, 5, 0);
  rmg_vad_gate_push (&self->gate, NULL, 5);
  push (self, 5, 0);
  rmg_vad_gate_open (&self->gate, 0);
  assert_released (self, 15, "pass 0-5 drop 5-10 pass 10-15 ");
}

static void
test_gate_event_leaves_at_its_position (GateFixture *self, gconstpointer unused)
{
  push (self, 10, 0);
  rmg_vad_gate_push_event (&self->gate, gst_event_new_eos ());
  push (self, 10, 0);
  assert_released (self, 9, "drop 0-9 ");
  assert_released (self, 12, "drop 9-10 eos 10 drop 10-12 ");
}

static void
test_gate_discont_is_that_of_the_first_part (
    GateFixture *self, gconstpointer unused)
{
  push (self, 10, GST_BUFFER_FLAG_DISCONT);
  rmg_vad_gate_open (&self->gate, 0);
  assert_released (self, 4, "pass! 0-4 ");
  assert_released (self, 10, "pass 4-10 ");
}

static void
test_gate_counts_held_bytes (GateFixture *self, gconstpointer unused)
{
  push (self, 10, 0);
  push (self, 6, 0);
  g_assert_cmpuint (self->gate.held_bytes, ==, 32);
  g_free (release (self, 10));
  g_assert_cmpuint (self->gate.held_bytes, ==, 12);
  rmg_vad_gate_reset (&self->gate);
  g_assert_cmpuint (self->gate.held_bytes, ==, 0);
}

static void
test_gate_reset_starts_at_position_0 (GateFixture *self, gconstpointer unused)
{
  push (self, 10, 0);
  rmg_vad_gate_open (&self->gate, 5);
  rmg_vad_gate_reset (&self->gate);
  push (self, 8, 0);
  assert_released (self, 8, "drop 0-8 ");
}

typedef struct
{
  const char *path;
  void (*function) (GateFixture *self, gconstpointer unused);
} GateTest;

static const GateTest tests[] = {
  { "drop", test_gate_without_passage_drops },
  { "cut", test_gate_passage_is_cut_to_the_frame },
  { "open", test_gate_open_passage_passes_to_the_end },
  { "passages", test_gate_passages_follow_each_other },
  { "widened", test_gate_widened_passage_starts_earlier },
  { "released", test_gate_released_audio_does_not_come_back },
  { "close", test_gate_close_without_passage_changes_nothing },
  { "gap", test_gate_gap_in_a_passage_is_dropped },
  { "event", test_gate_event_leaves_at_its_position },
  { "discont", test_gate_discont_is_that_of_the_first_part },
  { "held-bytes", test_gate_counts_held_bytes },
  { "reset", test_gate_reset_starts_at_position_0 },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/gate/", tests[i].path, NULL);

    g_test_add (path, GateFixture, NULL, set_up, tests[i].function, tear_down);
  }
  return g_test_run ();
}
