/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/own-parsers.h"

G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* GValueArray is the type of the signal */

    static void
    append_factory (GValueArray *factories, const char *name)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_ELEMENT_FACTORY);
  g_value_take_object (&value, gst_element_factory_find (name));
  g_assert_nonnull (g_value_get_object (&value));
  g_value_array_append (factories, &value);
  g_value_unset (&value);
}

/* Returns: the names of @factories in the order of the decodebin. */
static char *
sort (GstElement *decodebin, const char **factories)
{
  GValueArray *array = g_value_array_new (4);
  GValueArray *sorted = NULL;
  g_autoptr (GstPad) pad = gst_element_get_static_pad (decodebin, "sink");
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-wav");
  GString *names = g_string_new (NULL);

  for (; *factories != NULL; factories++)
    append_factory (array, *factories);
  g_signal_emit_by_name (decodebin, "autoplug-sort", pad, caps, array, &sorted);
  for (guint i = 0; sorted != NULL && i < sorted->n_values; i++)
    g_string_append_printf (names, "%s ",
        GST_OBJECT_NAME (
            g_value_get_object (g_value_array_get_nth (sorted, i))));
  g_clear_pointer (&sorted, g_value_array_free);
  g_value_array_free (array);
  return g_string_free (names, FALSE);
}

G_GNUC_END_IGNORE_DEPRECATIONS

static void
test_own_parsers_own_factories_come_first (void)
{
  g_autoptr (GstElement) decodebin =
      gst_object_ref_sink (gst_element_factory_make ("decodebin", NULL));
  const char *mixed[] = { "wavparse", "rmgtest1", "identity", "rmgtest2",
    NULL };
  g_autofree char *names = NULL;

  rmg_prefer_own_parsers (decodebin);
  names = sort (decodebin, mixed);
  g_assert_cmpstr (names, ==, "rmgtest1 rmgtest2 wavparse identity ");
}

static void
test_own_parsers_other_factories_keep_their_order (void)
{
  g_autoptr (GstElement) decodebin =
      gst_object_ref_sink (gst_element_factory_make ("decodebin", NULL));
  const char *others[] = { "wavparse", "identity", NULL };
  g_autofree char *names = NULL;

  rmg_prefer_own_parsers (decodebin);
  names = sort (decodebin, others);
  g_assert_cmpstr (names, ==, "");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  gst_element_register (NULL, "rmgtest1", GST_RANK_NONE, GST_TYPE_BIN);
  gst_element_register (NULL, "rmgtest2", GST_RANK_NONE, GST_TYPE_BIN);
  g_test_add_func (
      "/own-parsers/own", test_own_parsers_own_factories_come_first);
  g_test_add_func (
      "/own-parsers/others", test_own_parsers_other_factories_keep_their_order);
  return g_test_run ();
}
