/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads the OpenMetrics text that the library writes. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *key;
  char *value;
} ToolLabel;

typedef struct
{
  char *name;
  GArray *labels; /* (element-type ToolLabel) */
  double value;
} ToolSample;

typedef struct
{
  char *name;
  char *type; /* "counter", "gauge", "histogram", "info", "stateset" */
  char *unit; /* "" for none */
  char *help;
  GArray *samples; /* (element-type ToolSample) */
} ToolFamily;

/** tool_openmetrics_parse: (transfer full) (element-type ToolFamily): families in
 * their order, each with its samples. */
GArray *tool_openmetrics_parse (const char *text);

/** tool_sample_get_label: (nullable): value of the label @key. */
const char *tool_sample_get_label (const ToolSample *self, const char *key);

G_END_DECLS
