/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/own-parsers.h"

G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* GValueArray is the type of the signal */

    static gboolean
    is_own (const GValue *factory)
{
  return g_str_has_prefix (
      gst_plugin_feature_get_name (g_value_get_object (factory)), "rmg");
}

/* The type finder sets the field for files that need a stock parser. */
static gboolean
is_coded (const GstCaps *caps)
{
  gboolean coded = FALSE;

  return gst_caps_get_size (caps) > 0 &&
      gst_structure_get_boolean (
          gst_caps_get_structure (caps, 0), "coded", &coded) &&
      coded;
}

/* Handler of "autoplug-sort". Returns: (nullable): the factories with those of
 * this project first; %NULL leaves the order as it is. */
static GValueArray *
sort_factories (GstElement *decodebin, GstPad *pad, GstCaps *caps,
    GValueArray *factories, gpointer data)
{
  GValueArray *sorted;
  guint n_own = 0;

  if (is_coded (caps))
    return NULL;
  sorted = g_value_array_new (factories->n_values);

  for (guint i = 0; i < factories->n_values; i++) {
    const GValue *factory = g_value_array_get_nth (factories, i);

    if (is_own (factory))
      g_value_array_insert (sorted, n_own++, factory);
    else
      g_value_array_append (sorted, factory);
  }
  if (n_own > 0)
    return sorted;
  g_value_array_free (sorted);
  return NULL;
}

G_GNUC_END_IGNORE_DEPRECATIONS

void
rmg_prefer_own_parsers (GstElement *decodebin)
{
  g_signal_connect (
      decodebin, "autoplug-sort", G_CALLBACK (sort_factories), NULL);
}
