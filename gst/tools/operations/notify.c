/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/operations/notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct _ToolNotify
{
  ToolNotifyState state;
  int fd;
  struct sockaddr_un address;
  socklen_t address_size;
};

void
tool_notify_state_clear (ToolNotifyState *self)
{
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->failure, g_free);
}

static void
append_status (
    ToolNotifyState *self, GString *text, const ToolFlow *flow, gint64 now_us)
{
  g_autofree char *status = tool_flow_describe (flow, now_us);

  if (g_strcmp0 (status, self->status) == 0)
    return;
  g_string_append_printf (text, "STATUS=%s\n", status);
  g_free (self->status);
  self->status = g_steal_pointer (&status);
}

char *
tool_notify_state_update (
    ToolNotifyState *self, const ToolFlow *flow, gint64 now_us)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!self->is_ready && tool_flow_has_begun (flow)) {
    self->is_ready = TRUE;
    g_string_append (text, "READY=1\n");
  }
  append_status (self, text, flow, now_us);
  if (self->watchdog_us > 0 && flow->moved_us > self->fed_us) {
    self->fed_us = flow->moved_us;
    g_string_append (text, "WATCHDOG=1\n");
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

gint64
tool_notify_read_watchdog (const char *usec, const char *pid)
{
  gint64 interval_us, process;

  if (usec == NULL ||
      !g_ascii_string_to_signed (usec, 10, 1, G_MAXINT64, &interval_us, NULL))
    return 0;
  if (pid != NULL &&
      (!g_ascii_string_to_signed (pid, 10, 1, G_MAXINT, &process, NULL) ||
          process != getpid ()))
    return 0;
  return interval_us;
}

/* A path, or a name in the abstract namespace that begins with "@". */
static gboolean
read_address (ToolNotify *self, const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (length < 2 || length >= sizeof self->address.sun_path ||
      (name[0] != '/' && name[0] != '@'))
    return FALSE;
  self->address.sun_family = AF_UNIX;
  memcpy (self->address.sun_path, name, length);
  if (name[0] == '@')
    self->address.sun_path[0] = '\0';
  self->address_size = offsetof (struct sockaddr_un, sun_path) + length;
  return TRUE;
}

ToolNotify *
tool_notify_new (void)
{
  g_autofree ToolNotify *self = g_new0 (ToolNotify, 1);

  if (!read_address (self, g_getenv ("NOTIFY_SOCKET")))
    return NULL;
  self->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (self->fd < 0)
    return NULL;
  self->state.watchdog_us = tool_notify_read_watchdog (
      g_getenv ("WATCHDOG_USEC"), g_getenv ("WATCHDOG_PID"));
  return g_steal_pointer (&self);
}

/* A service manager that does not read must not hold up the run. */
static void
send_text (const ToolNotify *self, const char *text)
{
  if (sendto (self->fd, text, strlen (text), MSG_DONTWAIT | MSG_NOSIGNAL,
          (const struct sockaddr *) &self->address, self->address_size) < 0)
    g_debug ("the service manager does not read");
}

void
tool_notify_update (ToolNotify *self, const ToolFlow *flow, gint64 now_us)
{
  g_autofree char *text = tool_notify_state_update (&self->state, flow, now_us);

  if (text != NULL)
    send_text (self, text);
}

char *
tool_notify_state_end (const ToolNotifyState *self)
{
  if (self->failure != NULL)
    return g_strdup_printf ("STOPPING=1\nSTATUS=%s: %s\n",
        rmg_state_get_name (RMG_STATE_FAILED), self->failure);
  return g_strdup_printf ("%sSTOPPING=1\nSTATUS=%s\n",
      self->is_ready ? "" : "READY=1\n",
      rmg_state_get_name (RMG_STATE_STOPPED));
}

void
tool_notify_set_failure (ToolNotify *self, const char *failure)
{
  self->state.failure = g_strdelimit (g_strdup (failure), "\n", ' ');
}

void
tool_notify_free (ToolNotify *self)
{
  g_autofree char *end = tool_notify_state_end (&self->state);

  send_text (self, end);
  close (self->fd);
  tool_notify_state_clear (&self->state);
  g_free (self);
}
