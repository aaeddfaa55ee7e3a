/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/row.h"

#include <gst/gst.h>
#include <string.h>

/* Lowest rate that a number of frames is counted at where the rate is not
 * known. */
#define LOWEST_RATE_HZ 8000

const RmgFileFormat *
rmg_catalog_row_find_format (const RmgCatalogRow *self, const char *path)
{
  const char *extension = strrchr (path, '.');

  for (guint i = 0; extension != NULL && i < self->n_formats; i++)
    if (g_ascii_strcasecmp (extension + 1, self->formats[i].extension) == 0)
      return &self->formats[i];
  return NULL;
}

/* Whether a parameter has the value of "NAME=VALUE". */
static gboolean
holds_now (const RmgCatalogRow *self, const RmgParams *params)
{
  g_auto (GStrv) words = g_strsplit (self->holds_when, "=", 2);

  return g_strcmp0 (rmg_params_get_string (params, words[0]), words[1]) == 0;
}

guint64
rmg_catalog_row_get_holds (const RmgCatalogRow *self, const RmgParams *params)
{
  if (self->holds_frames_of != NULL)
    return gst_util_uint64_scale (
        (guint64) rmg_params_get_int (params, self->holds_frames_of),
        GST_SECOND, LOWEST_RATE_HZ);
  if (self->holds_when != NULL && holds_now (self, params))
    return self->holds_ms * GST_MSECOND;
  return 0;
}

gboolean
rmg_catalog_row_is_sync (const RmgCatalogRow *self, const RmgParams *params)
{
  const char *path = self->path_param != NULL
      ? rmg_params_get_string (params, self->path_param)
      : NULL;
  const RmgFileFormat *format =
      path != NULL ? rmg_catalog_row_find_format (self, path) : NULL;

  return (self->flags & RMG_NODE_SYNC) != 0 &&
      (format == NULL || !format->has_task);
}
