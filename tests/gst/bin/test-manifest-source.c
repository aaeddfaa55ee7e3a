/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/init.h>

#include <gst/gst.h>
#include <string.h>

static char *
set_up_and_fail (gboolean allows_code, const char *modules)
{
  g_autoptr (GstElement) bin = gst_element_factory_make ("rmgbin", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_object_ref_sink (bin);
  gst_element_set_bus (bin, bus);
  g_object_set (bin, "manifest-json",
      "{\"version\":\"v1\",\"metadata\":{\"name\":\"t\"},\"nodes\":["
      "{\"id\":\"n\",\"node_type\":\"Mine\"}],\"connections\":[]}",
      "allow-code", allows_code, "python-modules", modules, NULL);
  g_assert_cmpint (gst_element_set_state (bin, GST_STATE_READY), ==,
      GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  gst_element_set_state (bin, GST_STATE_NULL);
  return g_strdup (error->message);
}

static void
test_manifest_source_without_permission_says_how_to_allow (void)
{
  g_autofree char *unknown = set_up_and_fail (FALSE, NULL);
  g_autofree char *refused = set_up_and_fail (FALSE, "nodes.py");
  g_autofree char *missing = set_up_and_fail (TRUE, "nodes.py");

  g_assert_nonnull (strstr (unknown,
      "\"Mine\" (a class of Python needs "
      "allow-code)"));
  g_assert_cmpstr (refused, ==,
      "python-modules=nodes.py runs code; allow it with allow-code=true");
  g_assert_nonnull (strstr (missing, "rmgpython"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  g_test_add_func ("/manifest-source/permission",
      test_manifest_source_without_permission_says_how_to_allow);
  return g_test_run ();
}
