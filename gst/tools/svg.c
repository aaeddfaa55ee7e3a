/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Drawings by Graphviz' library; built with the option svg. */

#include "gst/tools/dot.h"
#include "gst/tools/report.h"

#include <graphviz/gvc.h>

static gboolean
render (GVC_t *context, Agraph_t *drawing, char **svg)
{
  char *data = NULL;
  unsigned int length;
  gboolean drawn = gvLayout (context, drawing, "dot") == 0;

  if (drawn && gvRenderData (context, drawing, "svg", &data, &length) == 0)
    *svg = g_strndup (data, length);
  gvFreeRenderData (data);
  if (drawn)
    gvFreeLayout (context, drawing);
  return *svg != NULL;
}

char *
tool_dot_to_svg (const char *dot, GError **error)
{
  GVC_t *context = gvContext ();
  Agraph_t *drawing = agmemread (dot);
  char *svg = NULL;

  if (drawing == NULL || !render (context, drawing, &svg))
    g_set_error (error, TOOL_ERROR, TOOL_FAILED, "Graphviz cannot draw this");
  if (drawing != NULL)
    agclose (drawing);
  gvFreeContext (context);
  return svg;
}
