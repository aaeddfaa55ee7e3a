/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/wiring.h"

#include "gst/tools/report.h"
#include "translator/base/location.h"

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

  if (rmg_location_read (input, NULL) != RMG_LOCATION_FILE)
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
check_inputs (const GArray *inputs, GError **error)
{
  for (guint i = 0; i < inputs->len; i++)
    if (!check_input (g_array_index (inputs, ToolInput, i).path, error))
      return FALSE;
  return TRUE;
}

static gboolean
check (const ToolWiring *wiring, const GArray *inputs, GError **error)
{
  if (wiring->caps != NULL && wiring->inputs == NULL) {
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
  return check_inputs (inputs, error);
}

static gboolean
attach_reader (
    RmgGraph *graph, const ToolInput *input, const char *caps, GError **error)
{
  if (input->node != NULL)
    return rmg_graph_attach_reader_to (
        graph, input->node, input->path, caps, error);
  return rmg_graph_attach_reader (graph, input->path, caps, error);
}

/* Inputs with a name come first: the other one feeds the remaining open inputs. */
static gboolean
attach_readers (const ToolWiring *wiring, const GArray *inputs, RmgGraph *graph,
    GError **error)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < inputs->len; i++) {
      const ToolInput *input = &g_array_index (inputs, ToolInput, i);

      if ((input->node == NULL) == (pass == 1) &&
          !attach_reader (graph, input, wiring->caps, error))
        return FALSE;
    }
  return TRUE;
}

/* Where all nodes accept any data, the files decide. */
gboolean
tool_wiring_is_value (const ToolWiring *wiring, const RmgGraph *graph)
{
  const GPtrArray *inputs = wiring->inputs;

  if (rmg_graph_is_value (graph))
    return TRUE;
  if (inputs == NULL || !rmg_graph_may_be_value (graph))
    return FALSE;
  for (guint i = 0; i < inputs->len; i++)
    if (!g_str_has_suffix (g_ptr_array_index (inputs, i), ".json"))
      return FALSE;
  return TRUE;
}

gboolean
tool_wiring_attach (const ToolWiring *wiring, const GArray *inputs,
    RmgGraph *graph, GError **error)
{
  if (!check (wiring, inputs, error))
    return FALSE;
  if (tool_wiring_is_value (wiring, graph))
    return TRUE;
  if (!attach_readers (wiring, inputs, graph, error))
    return FALSE;
  return wiring->output == NULL ||
      rmg_graph_attach_writer (
          graph, wiring->output, wiring->output_caps, error);
}

static gboolean
is_pipe (const char *path)
{
  struct stat status;

  return stat (path, &status) == 0 && S_ISFIFO (status.st_mode);
}

/* Returns: (nullable): the first pipe, unless an input is standard input */
static ToolInput *
find_pipe (GArray *inputs)
{
  ToolInput *found = NULL;

  for (guint i = 0; i < inputs->len; i++) {
    ToolInput *input = &g_array_index (inputs, ToolInput, i);

    if (strcmp (input->path, "-") == 0)
      return NULL;
    if (found == NULL && is_pipe (input->path))
      found = input;
  }
  return found;
}

gboolean
tool_wiring_redirect_pipe (GArray *inputs, GError **error)
{
  ToolInput *input = find_pipe (inputs);
  gboolean redirected;
  int pipe;

  if (input == NULL)
    return TRUE;
  pipe = open (input->path, O_RDONLY | O_CLOEXEC);
  redirected = pipe >= 0 && dup2 (pipe, STDIN_FILENO) >= 0;
  if (!redirected)
    g_set_error (error, TOOL_ERROR, TOOL_INVALID, "input %s: %s", input->path,
        g_strerror (errno));
  if (pipe >= 0)
    close (pipe);
  input->path = "-";
  return redirected;
}

RmgFraming
tool_wiring_get_framing (const ToolWiring *wiring, const RmgGraph *graph)
{
  return tool_wiring_is_value (wiring, graph) ? RMG_FRAMING_ITEMS
                                              : RMG_FRAMING_STREAM;
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
