/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/progress.h"

#include <stdio.h>
#include <unistd.h>

#define UPDATE_MS 200
#define CLEAR_LINE "\r\033[K"

char *
tool_format_time (GstClockTime time)
{
  guint seconds = time / GST_SECOND;

  if (seconds < 3600)
    return g_strdup_printf ("%u:%02u", seconds / 60, seconds % 60);
  return g_strdup_printf (
      "%u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static void
print_known (GstClockTime position, GstClockTime duration, GstClockTime spent)
{
  double done = (double) position / duration;
  g_autofree char *left = tool_format_time (spent * (1.0 - done) / done);

  fprintf (stderr, CLEAR_LINE "%3.0f %%  ETA %s  %.0f times real time",
      100.0 * done, left, (double) position / spent);
}

static void
print_unknown (GstClockTime position, GstClockTime spent)
{
  g_autofree char *reached = tool_format_time (position);

  fprintf (stderr, CLEAR_LINE "%s  %.0f times real time", reached,
      (double) position / spent);
}

static gboolean
update (gpointer user_data)
{
  ToolProgress *self = user_data;
  GstClockTime duration = GST_CLOCK_TIME_NONE;
  GstClockTime position = rmg_session_get_position (self->session, &duration);
  GstClockTime spent = (g_get_monotonic_time () - self->began_us) * GST_USECOND;

  if (!GST_CLOCK_TIME_IS_VALID (position) || position == 0 || spent == 0)
    return G_SOURCE_CONTINUE;
  if (GST_CLOCK_TIME_IS_VALID (duration) && duration >= position)
    print_known (position, duration, spent);
  else
    print_unknown (position, spent);
  fflush (stderr);
  return G_SOURCE_CONTINUE;
}

void
tool_progress_start (ToolProgress *self, RmgSession *session)
{
  self->session = session;
  self->began_us = g_get_monotonic_time ();
  if (!isatty (STDERR_FILENO))
    return;
  self->source = g_timeout_source_new (UPDATE_MS);
  g_source_set_callback (self->source, update, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

void
tool_progress_hide (ToolProgress *self)
{
  if (self->source != NULL)
    fputs (CLEAR_LINE, stderr);
}

void
tool_progress_stop (ToolProgress *self)
{
  tool_progress_hide (self);
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}
