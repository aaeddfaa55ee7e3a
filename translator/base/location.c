/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/base/location.h"

#include <string.h>

static RmgLocationKind
get_kind (const char *text, const char *scheme)
{
  if (g_str_equal (text, "-"))
    return RMG_LOCATION_STREAM;
  if (scheme == NULL || strstr (text, "://") == NULL)
    return RMG_LOCATION_FILE;
  if (g_ascii_strcasecmp (scheme, "http") == 0 ||
      g_ascii_strcasecmp (scheme, "https") == 0)
    return RMG_LOCATION_HTTP;
  return RMG_LOCATION_OTHER;
}

/* Returns: (transfer full) (nullable): the path of a local file */
static char *
read_file_uri (const char *uri)
{
  g_autofree char *host = NULL;
  g_autofree char *path = g_filename_from_uri (uri, &host, NULL);

  if (host != NULL && g_ascii_strcasecmp (host, "localhost") != 0)
    return NULL;
  return g_steal_pointer (&path);
}

RmgLocationKind
rmg_location_read (const char *text, char **path)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);
  g_autofree char *name = NULL;

  if (g_strcmp0 (scheme, "file") == 0)
    name = read_file_uri (text);
  if (path != NULL)
    *path = g_strdup (name != NULL ? name : text);
  return name != NULL ? RMG_LOCATION_FILE : get_kind (text, scheme);
}
