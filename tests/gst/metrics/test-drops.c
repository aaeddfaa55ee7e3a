/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/drops.h"

typedef struct
{
  guint64 counts[RMG_N_DROP_REASONS];
  RmgJournal *journal;
  RmgDrops drops;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->journal = rmg_journal_new ();
  f->drops = (RmgDrops){ f->counts, f->journal, "n", 0 };
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  rmg_journal_unref (f->journal);
}

/* The reasons of all events. */
static void
expect_events (Fixture *f, const char *expected)
{
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);
  g_autoptr (GString) reasons = g_string_new (NULL);

  rmg_journal_read (f->journal, metrics);
  for (guint i = 0; i < rmg_metrics_get_n_events (metrics); i++) {
    const RmgMetricsEvent *event = rmg_metrics_get_event (metrics, i);

    g_assert_cmpstr (event->kind, ==, "drop");
    g_assert_cmpstr (event->node_id, ==, "n");
    g_string_append_printf (reasons, "%s ", event->text);
  }
  g_assert_cmpstr (reasons->str, ==, expected);
}

static void
test_drops_in_a_row_are_one_event (Fixture *f, gconstpointer unused)
{
  rmg_drops_add (&f->drops, RMG_DROP_STALLED, 1);
  rmg_drops_add (&f->drops, RMG_DROP_STALLED, 3);
  g_assert_cmpuint (f->counts[RMG_DROP_STALLED], ==, 4);
  expect_events (f, "stalled ");
}

static void
test_drops_after_another_buffer_are_another_event (
    Fixture *f, gconstpointer unused)
{
  rmg_drops_add (&f->drops, RMG_DROP_STALLED, 1);
  rmg_drops_end_row (&f->drops);
  rmg_drops_add (&f->drops, RMG_DROP_STALLED, 1);
  g_assert_cmpuint (f->counts[RMG_DROP_STALLED], ==, 2);
  expect_events (f, "stalled stalled ");
}

static void
test_drops_for_another_reason_are_another_event (
    Fixture *f, gconstpointer unused)
{
  rmg_drops_add (&f->drops, RMG_DROP_STALLED, 1);
  rmg_drops_add (&f->drops, RMG_DROP_FAILED, 1);
  expect_events (f, "stalled failed ");
}

/* A flush may find events only. */
static void
test_drops_of_no_buffer_are_no_event (Fixture *f, gconstpointer unused)
{
  rmg_drops_add (&f->drops, RMG_DROP_FLUSHED, 0);
  expect_events (f, "");
}

static void
test_drops_without_counters_are_not_recorded (void)
{
  RmgDrops drops = { NULL };

  rmg_drops_add (&drops, RMG_DROP_FAILED, 1);
  g_assert_cmpuint (drops.dropping, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                    \
  g_test_add ("/drops/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("row", test_drops_in_a_row_are_one_event);
  ADD ("rows", test_drops_after_another_buffer_are_another_event);
  ADD ("reasons", test_drops_for_another_reason_are_another_event);
  ADD ("nothing", test_drops_of_no_buffer_are_no_event);
#undef ADD
  g_test_add_func ("/drops/none", test_drops_without_counters_are_not_recorded);
  return g_test_run ();
}
