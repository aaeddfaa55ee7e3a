/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/journal.h"

static void
add_numbered (RmgJournal *journal, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    rmg_journal_add (journal, "n", "failure", text, i);
  }
}

static void
test_journal_events_keep_their_order (void)
{
  RmgJournal *journal = rmg_journal_new ();
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);
  const RmgMetricsEvent *event;

  rmg_journal_add (journal, "a", "failure", "No network.", 5);
  rmg_journal_add (journal, "b", "breaker", "closed -> open", 6);
  rmg_journal_read (journal, metrics);
  rmg_journal_unref (journal);
  g_assert_cmpuint (rmg_metrics_get_n_events (metrics), ==, 2);
  event = rmg_metrics_get_event (metrics, 1);
  g_assert_cmpint (event->time_us, ==, 6);
  g_assert_cmpstr (event->node_id, ==, "b");
  g_assert_cmpstr (event->kind, ==, "breaker");
  g_assert_cmpstr (event->text, ==, "closed -> open");
}

static void
test_journal_full_drops_the_oldest (void)
{
  RmgJournal *journal = rmg_journal_new ();
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);

  add_numbered (journal, 1000);
  rmg_journal_read (journal, metrics);
  rmg_journal_unref (journal);
  g_assert_cmpuint (metrics->n_events, ==, RMG_JOURNAL_SIZE);
  g_assert_cmpuint (metrics->n_all_events, ==, 1000);
  for (guint i = 0; i < RMG_JOURNAL_SIZE; i++)
    g_assert_cmpint (
        metrics->events[i].time_us, ==, 1000 - RMG_JOURNAL_SIZE + i);
}

static void
test_journal_missing_takes_no_event (void)
{
  rmg_journal_add (NULL, "a", "failure", "text", 1);
}

static gpointer
add_many (gpointer journal)
{
  add_numbered (journal, 20000);
  return NULL;
}

static void
test_journal_read_while_written_is_consistent (void)
{
  RmgJournal *journal = rmg_journal_new ();
  RmgJournal *other = rmg_journal_ref (journal);
  GThread *writer = g_thread_new ("write", add_many, journal);
  guint64 n_all = 0;

  while (n_all < 20000) {
    g_autoptr (RmgMetrics) metrics = rmg_metrics_new (0);

    rmg_journal_read (journal, metrics);
    n_all = metrics->n_all_events;
    for (guint i = 0; i < metrics->n_events; i++)
      g_assert_cmpint (metrics->events[i].time_us, ==,
          g_ascii_strtoll (metrics->events[i].text, NULL, 10));
  }
  g_thread_join (writer);
  rmg_journal_unref (journal);
  rmg_journal_unref (other);
}

static void
test_error_log_counts_each_kind (void)
{
  g_autoptr (GError) one = g_error_new (g_quark_from_string ("d"), 1, "one");
  g_autoptr (GError) two = g_error_new (g_quark_from_string ("d"), 2, "two");
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (1);
  RmgNodeMetrics *node = &metrics->nodes[0];
  RmgErrorLog log = { 0 };

  rmg_error_log_add (&log, one, 10);
  rmg_error_log_add (&log, two, 20);
  rmg_error_log_add (&log, one, 30);
  rmg_error_log_read (&log, node);
  rmg_error_log_clear (&log);
  g_assert_cmpuint (node->n_error_counts, ==, 2);
  g_assert_cmpstr (node->error_counts[0].domain, ==, "d");
  g_assert_cmpint (node->error_counts[0].code, ==, 1);
  g_assert_cmpuint (node->error_counts[0].count, ==, 2);
  g_assert_cmpuint (node->error_counts[1].count, ==, 1);
  g_assert_cmpstr (node->last_error->message, ==, "one");
  g_assert_cmpuint (node->last_error_us, ==, 30);
}

/* Labels of exports are a small set, whatever fails. */
static void
test_error_log_counts_further_kinds_as_other (void)
{
  RmgErrorLog log = { 0 };
  guint64 n = 0;

  for (int code = 0; code < 100; code++) {
    g_autoptr (GError) error =
        g_error_new (g_quark_from_string ("d"), code, "text");

    rmg_error_log_add (&log, error, code);
  }
  g_assert_cmpuint (log.n_counts, ==, RMG_MAX_ERROR_COUNTS);
  g_assert_cmpstr (log.counts[RMG_MAX_ERROR_COUNTS - 1].domain, ==, "other");
  for (guint i = 0; i < log.n_counts; i++)
    n += log.counts[i].count;
  g_assert_cmpuint (n, ==, 100);
  rmg_error_log_clear (&log);
}

static void
test_error_log_empty_has_no_last_error (void)
{
  static const RmgErrorLog empty;
  g_autoptr (RmgMetrics) metrics = rmg_metrics_new (1);

  rmg_error_log_read (&empty, &metrics->nodes[0]);
  g_assert_null (metrics->nodes[0].last_error);
  g_assert_cmpuint (metrics->nodes[0].n_error_counts, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal/order", test_journal_events_keep_their_order);
  g_test_add_func ("/journal/full", test_journal_full_drops_the_oldest);
  g_test_add_func ("/journal/missing", test_journal_missing_takes_no_event);
  g_test_add_func (
      "/journal/threads", test_journal_read_while_written_is_consistent);
  g_test_add_func ("/error-log/kinds", test_error_log_counts_each_kind);
  g_test_add_func (
      "/error-log/other", test_error_log_counts_further_kinds_as_other);
  g_test_add_func ("/error-log/empty", test_error_log_empty_has_no_last_error);
  return g_test_run ();
}
