/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/refusal.h"

/* The pad takes no ownership of a stored event. */
static void
store (GstPad *pad, GstEvent *event)
{
  gst_pad_store_sticky_event (pad, event);
  gst_event_unref (event);
}

/* wavenc after an element whose src pad has @caps (nullable). */
static char *
refuse (const char *caps)
{
  g_autoptr (GstElement) bin = gst_object_ref_sink (gst_bin_new (NULL));
  GstElement *from = gst_element_factory_make ("identity", NULL);
  GstElement *to = gst_element_factory_make ("wavenc", NULL);
  g_autoptr (GstPad) src = gst_element_get_static_pad (from, "src");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (to, "sink");
  char *text;

  gst_bin_add_many (GST_BIN (bin), from, to, NULL);
  g_assert_cmpint (gst_pad_link_full (src, sink, GST_PAD_LINK_CHECK_NOTHING),
      ==, GST_PAD_LINK_OK);
  gst_pad_set_active (src, TRUE);
  store (src, gst_event_new_stream_start ("test"));
  if (caps != NULL) {
    g_autoptr (GstCaps) arrived = gst_caps_from_string (caps);

    store (src, gst_event_new_caps (arrived));
  }
  text = rmg_refusal_describe (to);
  gst_pad_set_active (src, FALSE);
  return text;
}

static void
test_refusal_has_arrived_and_expected_caps (void)
{
  g_autofree char *text = refuse ("video/x-raw, width=(int)4");

  g_assert_true (g_str_has_prefix (
      text, "video/x-raw, width=(int)4 arrived, expected audio/x-raw"));
}

static void
test_refusal_of_possible_caps_has_the_arrived_caps (void)
{
  g_autofree char *text =
      refuse ("audio/x-raw, format=(string)S16LE, rate=(int)8000, "
              "channels=(int)1, layout=(string)interleaved");

  g_assert_true (g_str_has_prefix (text, "audio/x-raw"));
  g_assert_true (g_str_has_suffix (text, " arrived"));
}

static void
test_refusal_without_caps_is_not_described (void)
{
  g_assert_null (refuse (NULL));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func (
      "/refusal/differ", test_refusal_has_arrived_and_expected_caps);
  g_test_add_func (
      "/refusal/possible", test_refusal_of_possible_caps_has_the_arrived_caps);
  g_test_add_func ("/refusal/none", test_refusal_without_caps_is_not_described);
  return g_test_run ();
}
