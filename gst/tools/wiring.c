/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/wiring.h"

#include "gst/tools/report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reports an unreadable input, before anything is built. */
static gboolean
check_input (const char *input, GError **error)
{
  struct stat status;

  if (strcmp (input, "-") == 0)
    return TRUE;
  if (stat (input, &status) == 0) {
    if (S_ISDIR (status.st_mode))
      errno = EISDIR;
    else if (access (input, R_OK) == 0)
      return TRUE;
  }
  g_set_error (error, TOOL_ERROR, TOOL_INVALID, "input %s: %s", input,
      g_strerror (errno));
  return FALSE;
}

static gboolean
check_caps (const char *option, const char *text, GError **error)
{
  g_autoptr (GstCaps) caps = text != NULL ? gst_caps_from_string (text) : NULL;

  if (text == NULL || (caps != NULL && gst_caps_is_fixed (caps)))
    return TRUE;
  g_set_error (error, TOOL_ERROR, TOOL_USAGE,
      "--%s: expected audio/x-raw,format=S16LE,rate=16000,channels=1 or "
      "similar, got '%s'",
      option, text);
  return FALSE;
}

static gboolean
check (const ToolWiring *wiring, GError **error)
{
  if (wiring->caps != NULL && wiring->input == NULL) {
    g_set_error (error, TOOL_ERROR, TOOL_USAGE, "--caps describes --input");
    return FALSE;
  }
  if (wiring->output_caps != NULL && wiring->output == NULL) {
    g_set_error (
        error, TOOL_ERROR, TOOL_USAGE, "--output-caps describes --output");
    return FALSE;
  }
  if (!check_caps ("caps", wiring->caps, error) ||
      !check_caps ("output-caps", wiring->output_caps, error))
    return FALSE;
  return wiring->input == NULL || check_input (wiring->input, error);
}

gboolean
tool_wiring_attach (const ToolWiring *wiring, RmgGraph *graph, GError **error)
{
  if (!check (wiring, error))
    return FALSE;
  if (rmg_graph_is_value (graph))
    return TRUE;
  if (wiring->input != NULL &&
      !rmg_graph_attach_reader (graph, wiring->input, wiring->caps, error))
    return FALSE;
  return wiring->output == NULL ||
      rmg_graph_attach_writer (
          graph, wiring->output, wiring->output_caps, error);
}

static gboolean
is_pipe (const char *path)
{
  struct stat status;

  return path != NULL && stat (path, &status) == 0 && S_ISFIFO (status.st_mode);
}

gboolean
tool_wiring_redirect_pipe (ToolWiring *wiring, GError **error)
{
  gboolean redirected;
  int pipe;

  if (!is_pipe (wiring->input))
    return TRUE;
  pipe = open (wiring->input, O_RDONLY | O_CLOEXEC);
  redirected = pipe >= 0 && dup2 (pipe, STDIN_FILENO) >= 0;
  if (!redirected)
    g_set_error (error, TOOL_ERROR, TOOL_INVALID, "input %s: %s", wiring->input,
        g_strerror (errno));
  if (pipe >= 0)
    close (pipe);
  wiring->input = "-";
  return redirected;
}

RmgThreading
tool_wiring_get_threading (const ToolWiring *wiring)
{
  if (g_strcmp0 (wiring->session, "inline") == 0)
    return RMG_THREADING_INLINE;
  if (g_strcmp0 (wiring->session, "threaded") == 0)
    return RMG_THREADING_THREADED;
  return RMG_THREADING_AUTO;
}
