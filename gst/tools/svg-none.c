/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/dot.h"
#include "gst/tools/report.h"

char *
tool_dot_to_svg (const char *dot, GError **error)
{
  g_set_error (error, TOOL_ERROR, TOOL_FAILED,
      "built without Graphviz; 'rmg graph MANIFEST | dot -Tsvg' does the same");
  return NULL;
}
