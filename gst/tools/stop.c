/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/stop.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Longer than the limits of a session that ends and closes. */
#define GRACE_S 15
/* For an opening that may be about to return. */
#define OPENING_GRACE_S 1
#define REPEAT_US (G_USEC_PER_SEC / 2)
#define MS_PER_S 1000

enum
{
  SOURCE_SIGNAL,
  SOURCE_TIMEOUT,
};

static ToolExit exit_code_at_alarm;
static int signal_fd = -1;               /* eventfd; wakes the main loop */
static volatile sig_atomic_t is_watched; /* by the main loop */
static volatile gint64 first_signal_us;  /* monotonic; 0: none */
static volatile sig_atomic_t is_hung_up; /* the terminal has closed */

static void
exit_interrupted (int signal_number)
{
  _exit (TOOL_INTERRUPTED);
}

/* Runs even while the main loop does not: a source may block in read(). */
static void
exit_at_alarm (int signal_number)
{
  static const char text[] = "rmg: the pipeline does not end; files may be "
                             "incomplete\n";

  if (write (STDERR_FILENO, text, sizeof text - 1) < 0)
    _exit (TOOL_FAILED);
  _exit (exit_code_at_alarm);
}

static void
set_alarm (guint seconds, ToolExit code)
{
  exit_code_at_alarm = code;
  signal (SIGALRM, exit_at_alarm);
  alarm (seconds);
}

static gboolean
is_ignored (int signal_number)
{
  struct sigaction before;

  return sigaction (signal_number, NULL, &before) == 0 &&
      before.sa_handler == SIG_IGN;
}

/* SIGHUP comes when the terminal closes; nohup(1) lets the run go on then. */
static void
set_handlers (void (*handler) (int))
{
  signal (SIGINT, handler);
  signal (SIGTERM, handler);
  if (!is_ignored (SIGHUP))
    signal (SIGHUP, handler);
}

/* One request may be several signals: timeout(1) signals the process and then its
 * group, and the shell, the kernel and the service manager each signal a session
 * that closes, seconds apart. A handler of the process, and not of GLib, since that of GLib cannot be
 * replaced without a moment in which a signal kills the process. Calls only functions
 * that are safe in a signal handler. */
static void
note_signal (int signal_number)
{
  const gint64 now_us = g_get_monotonic_time ();
  const guint64 one = 1;

  is_hung_up = is_hung_up || signal_number == SIGHUP;
  if (first_signal_us > 0) {
    if (now_us - first_signal_us > REPEAT_US && !is_hung_up)
      exit_interrupted (signal_number);
    return;
  }
  first_signal_us = now_us;
  if (!is_watched) {
    signal (SIGALRM, exit_interrupted);
    alarm (OPENING_GRACE_S);
  }
  if (write (signal_fd, &one, sizeof one) < 0)
    exit_interrupted (signal_number);
}

void
tool_stop_guard_opening (guint timeout_ms)
{
  signal_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  set_handlers (note_signal);
  if (timeout_ms > 0)
    set_alarm ((timeout_ms + MS_PER_S - 1) / MS_PER_S, TOOL_TIMEOUT);
}

void
tool_stop_now (ToolStop *self, ToolExit reason)
{
  if (self->reason != TOOL_OK)
    return;
  self->reason = reason;
  self->time_us = g_get_real_time ();
  set_alarm (GRACE_S, reason);
  if (self->session != NULL)
    rmg_session_interrupt (self->session);
}

static void
remove_source (ToolStop *self, guint source)
{
  if (self->sources[source] != NULL)
    g_source_destroy (self->sources[source]);
  g_clear_pointer (&self->sources[source], g_source_unref);
}

/* @source: (transfer full) */
static void
add_source (ToolStop *self, guint index, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  self->sources[index] = source;
}

static gboolean
on_signal (int fd, GIOCondition condition, gpointer user_data)
{
  ToolStop *self = user_data;

  remove_source (self, SOURCE_SIGNAL);
  tool_stop_now (self, TOOL_INTERRUPTED);
  return G_SOURCE_REMOVE;
}

static gboolean
on_timeout (gpointer user_data)
{
  ToolStop *self = user_data;

  remove_source (self, SOURCE_TIMEOUT);
  tool_stop_now (self, TOOL_TIMEOUT);
  return G_SOURCE_REMOVE;
}

void
tool_stop_watch (ToolStop *self, RmgSession *session, guint timeout_ms)
{
  is_watched = TRUE;
  alarm (0);
  self->session = session;
  self->reason = TOOL_OK;
  self->time_us = 0;
  add_source (self, SOURCE_SIGNAL, g_unix_fd_source_new (signal_fd, G_IO_IN),
      (GSourceFunc) (GCallback) on_signal);
  if (timeout_ms > 0)
    add_source (
        self, SOURCE_TIMEOUT, g_timeout_source_new (timeout_ms), on_timeout);
  if (first_signal_us > 0)
    tool_stop_now (self, TOOL_INTERRUPTED);
}

void
tool_stop_clear (ToolStop *self)
{
  alarm (0);
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    remove_source (self, i);
  if (first_signal_us == 0)
    set_handlers (SIG_DFL);
}
