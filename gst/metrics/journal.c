/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/journal.h"

struct _RmgJournal
{
  GMutex lock; /* guards all fields */
  RmgMetricsEvent events[RMG_JOURNAL_SIZE];
  guint64 n_added; /* the last ones are kept */
};

RmgJournal *
rmg_journal_new (void)
{
  RmgJournal *self = g_atomic_rc_box_new0 (RmgJournal);

  g_mutex_init (&self->lock);
  return self;
}

RmgJournal *
rmg_journal_ref (RmgJournal *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_event (RmgMetricsEvent *event)
{
  g_free ((char *) event->node_id);
  g_free ((char *) event->text);
}

static void
clear_journal (gpointer data)
{
  RmgJournal *self = data;

  for (guint i = 0; i < RMG_JOURNAL_SIZE; i++)
    clear_event (&self->events[i]);
  g_mutex_clear (&self->lock);
}

void
rmg_journal_unref (RmgJournal *self)
{
  g_atomic_rc_box_release_full (self, clear_journal);
}

void
rmg_journal_add (RmgJournal *self, const char *node_id, const char *kind,
    const char *text, gint64 time_us)
{
  RmgMetricsEvent *event;

  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  event = &self->events[self->n_added++ % RMG_JOURNAL_SIZE];
  clear_event (event);
  *event =
      (RmgMetricsEvent){ time_us, g_strdup (node_id), kind, g_strdup (text) };
  g_mutex_unlock (&self->lock);
}

void
rmg_journal_read (RmgJournal *self, RmgMetrics *metrics)
{
  guint64 first;

  g_mutex_lock (&self->lock);
  first = self->n_added - MIN (self->n_added, RMG_JOURNAL_SIZE);
  metrics->n_all_events = self->n_added;
  metrics->n_events = (guint) (self->n_added - first);
  metrics->events = g_new (RmgMetricsEvent, metrics->n_events);
  for (guint i = 0; i < metrics->n_events; i++) {
    const RmgMetricsEvent *from = &self->events[(first + i) % RMG_JOURNAL_SIZE];

    metrics->events[i] = (RmgMetricsEvent){ from->time_us,
      g_strdup (from->node_id), from->kind, g_strdup (from->text) };
  }
  g_mutex_unlock (&self->lock);
}

static RmgErrorCount *
find_count (RmgErrorLog *self, const char *domain, int code)
{
  for (guint i = 0; i < self->n_counts; i++) {
    RmgErrorCount *count = &self->counts[i];

    if (count->domain == domain && count->code == code)
      return count;
  }
  return NULL;
}

static void
add_count (RmgErrorLog *self, const char *domain, int code)
{
  RmgErrorCount *count = find_count (self, domain, code);

  if (count == NULL && self->n_counts < RMG_MAX_ERROR_COUNTS) {
    count = &self->counts[self->n_counts++];
    *count = (RmgErrorCount){ domain, code, 0 };
  } else if (count == NULL) {
    count = &self->counts[RMG_MAX_ERROR_COUNTS - 1];
    count->domain = "other";
    count->code = 0;
  }
  count->count++;
}

void
rmg_error_log_add (RmgErrorLog *self, const GError *error, gint64 time_us)
{
  add_count (self, g_quark_to_string (error->domain), error->code);
  g_clear_error (&self->last);
  self->last = g_error_copy (error);
  self->last_us = time_us;
}

void
rmg_error_log_clear (RmgErrorLog *self)
{
  g_clear_error (&self->last);
}

void
rmg_error_log_read (const RmgErrorLog *self, RmgNodeMetrics *node)
{
  node->n_error_counts = self->n_counts;
  for (guint i = 0; i < self->n_counts; i++)
    node->error_counts[i] = self->counts[i];
  if (self->last == NULL)
    return;
  node->last_error = g_error_copy (self->last);
  node->last_error_us = (guint64) self->last_us;
}
