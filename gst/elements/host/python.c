/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Loads node classes of Python through the element of the plugin in python/gst,
 * which gst-python's plugin loader registers. */

#include <rmg/error.h>
#include <rmg/host.h>

#include <signal.h>

#define FACTORY "rmgpython"

/* An interpreter that starts takes these signals from the program. */
static const int signals[] = { SIGINT, SIGPIPE, SIGXFSZ };

typedef struct
{
  struct sigaction actions[G_N_ELEMENTS (signals)];
} SignalActions;

static void
save_signals (SignalActions *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i], NULL, &self->actions[i]);
}

static void
restore_signals (const SignalActions *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i], &self->actions[i], NULL);
}

/* Returns: (transfer full) (nullable): the element, whose plugin is loaded now */
static GstElement *
make_loader (void)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (FACTORY);
  g_autoptr (GstPluginFeature) loaded = NULL;
  SignalActions actions;
  GObject *loader;

  if (factory == NULL)
    return NULL;
  save_signals (&actions);
  loaded = gst_plugin_feature_load (GST_PLUGIN_FEATURE (factory));
  restore_signals (&actions);
  if (loaded == NULL)
    return NULL;
  /* the factory would complain of an object that PyGObject has sunk */
  loader = g_object_new (
      gst_element_factory_get_element_type (GST_ELEMENT_FACTORY (loaded)),
      NULL);
  /* an object that is sunk belongs to its wrapper in Python */
  return GST_ELEMENT (g_object_is_floating (loader)
          ? gst_object_ref_sink (loader)
          : gst_object_ref (loader));
}

gboolean
rmg_host_load_python (const char *const *modules, GError **error)
{
  static const char *const none[] = { NULL };
  g_autoptr (GstElement) loader = make_loader ();
  g_autofree char *problem = NULL;

  if (loader == NULL) {
    g_set_error (error, RMG_ERROR, RMG_ERROR_MISSING_ELEMENT,
        "node classes of Python need the element \"" FACTORY "\": install "
        "gst-python's plugin loader (gstreamer1.0-python3-plugin-loader, "
        "python3-gst-1.0), and have rmgpython.py in the folder \"python\" of "
        "the plugin path");
    return FALSE;
  }
  g_object_set (loader, "modules", modules != NULL ? modules : none, NULL);
  g_object_get (loader, "error", &problem, NULL);
  if (problem == NULL)
    return TRUE;
  g_set_error (
      error, RMG_ERROR, RMG_ERROR_FAILED, "Python cannot be used: %s", problem);
  return FALSE;
}
