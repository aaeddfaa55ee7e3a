/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "translator/manifest/places.h"
#include <rmg/manifest.h>

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

struct _RmgManifest
{
  gatomicrefcount refs;
  char *name;
  gboolean is_file; /* whether name is a path */
  RmgPlaces *places;
  JsonNode *root; /* an object */
};

G_END_DECLS
