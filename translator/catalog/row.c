/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/catalog/row.h"

#include <gst/gst.h>
#include <string.h>

/* Lowest rate that a number of frames is counted at where the rate is not
 * known. */
#define LOWEST_RATE_HZ 8000

#define STANDARD_STREAM "-"

static const RmgFileFormat *
find_extension (const RmgCatalogRow *self, const char *path)
{
  const char *extension = strrchr (path, '.');

  for (guint i = 0; extension != NULL && i < self->n_formats; i++)
    if (g_ascii_strcasecmp (extension + 1, self->formats[i].extension) == 0)
      return &self->formats[i];
  return NULL;
}

const RmgFileFormat *
rmg_catalog_row_find_format (const RmgCatalogRow *self, const RmgParams *params)
{
  const char *path;

  if (self->n_formats == 0 ||
      (self->raw_param != NULL &&
          rmg_params_get_string (params, self->raw_param) != NULL))
    return NULL;
  path = rmg_params_get_string (params, self->path_param);
  if (path == NULL)
    return NULL;
  return g_str_equal (path, STANDARD_STREAM) ? &self->formats[0]
                                             : find_extension (self, path);
}

char *
rmg_catalog_row_list_extensions (const RmgCatalogRow *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_formats; i++)
    g_string_append_printf (text, "%s%s",
        i == 0                        ? ""
            : i + 1 < self->n_formats ? ", "
                                      : " or ",
        self->formats[i].extension);
  return g_string_free (text, FALSE);
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
  const RmgFileFormat *format = rmg_catalog_row_find_format (self, params);

  return (self->flags & RMG_NODE_SYNC) != 0 &&
      (format == NULL || !format->has_task);
}
