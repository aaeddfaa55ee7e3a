/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/manifest-source.h"

#include <rmg/host.h>
#include <rmg/manifest.h>

/* Manifests load no code by themselves. */
static gboolean
load_code (const RmgManifestSource *self, GError **error)
{
  g_auto (GStrv) modules = NULL;

  if (!self->allows_code && self->python_modules != NULL) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_CONFLICT,
        "python-modules=%s runs code; allow it with allow-code=true",
        self->python_modules);
    return FALSE;
  }
  if (!self->allows_code)
    return TRUE;
  if (self->python_modules != NULL)
    modules = g_strsplit (self->python_modules, ",", -1);
  return rmg_host_load_python ((const char *const *) modules, error);
}

RmgGraph *
rmg_manifest_source_load (const RmgManifestSource *self, GError **error)
{
  g_autoptr (RmgManifest) manifest = NULL;

  if (!load_code (self, error))
    return NULL;
  if (self->json == NULL)
    return rmg_graph_load (self->path, NULL, error);
  manifest =
      rmg_manifest_new_from_data (self->json, -1, "manifest-json", NULL, error);
  return manifest != NULL ? rmg_graph_new_from_manifest (manifest, NULL, error)
                          : NULL;
}

static void
replace (char **field, const GValue *value)
{
  g_free (*field);
  *field = g_value_dup_string (value);
}

gboolean
rmg_manifest_source_set (RmgManifestSource *self, guint id, const GValue *value)
{
  switch (id) {
    case RMG_MANIFEST_SOURCE_PATH:
      g_clear_pointer (&self->json, g_free);
      replace (&self->path, value);
      break;
    case RMG_MANIFEST_SOURCE_JSON:
      g_clear_pointer (&self->path, g_free);
      replace (&self->json, value);
      break;
    case RMG_MANIFEST_SOURCE_ALLOW_CODE:
      self->allows_code = g_value_get_boolean (value);
      break;
    default:
      replace (&self->python_modules, value);
  }
  return self->path != NULL || self->json != NULL;
}

void
rmg_manifest_source_get (const RmgManifestSource *self, guint id, GValue *value)
{
  switch (id) {
    case RMG_MANIFEST_SOURCE_PATH:
      g_value_set_string (value, self->path);
      break;
    case RMG_MANIFEST_SOURCE_JSON:
      g_value_set_string (value, self->json);
      break;
    case RMG_MANIFEST_SOURCE_ALLOW_CODE:
      g_value_set_boolean (value, self->allows_code);
      break;
    default:
      g_value_set_string (value, self->python_modules);
  }
}

void
rmg_manifest_source_install (GObjectClass *klass)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY;

  g_object_class_install_property (klass, RMG_MANIFEST_SOURCE_PATH,
      g_param_spec_string (
          "manifest", "Manifest", "Path of the manifest to run", NULL, flags));
  g_object_class_install_property (klass, RMG_MANIFEST_SOURCE_JSON,
      g_param_spec_string ("manifest-json", "Manifest as JSON",
          "Text of the manifest to run", NULL, flags));
  g_object_class_install_property (klass, RMG_MANIFEST_SOURCE_ALLOW_CODE,
      g_param_spec_boolean ("allow-code", "Allow code",
          "Whether node classes of Python are loaded, for the whole process",
          FALSE, flags));
  g_object_class_install_property (klass, RMG_MANIFEST_SOURCE_PYTHON_MODULES,
      g_param_spec_string ("python-modules", "Modules of Python",
          "Files and modules with node classes of Python, separated by commas; "
          "needs allow-code",
          NULL, flags));
}

void
rmg_manifest_source_clear (RmgManifestSource *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->json, g_free);
  g_clear_pointer (&self->python_modules, g_free);
}
