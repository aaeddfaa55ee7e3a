/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements/host/header.h"

static GstEvent *
new_segment (void)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  return gst_event_new_segment (&segment);
}

static void
assert_taken (RmgHostHeader *header, GstCaps *caps, gboolean has_caps,
    gboolean has_segment)
{
  RmgHostHeaderEvents events = rmg_host_header_take (header, caps);

  g_assert_cmpint (events.caps != NULL, ==, has_caps);
  g_assert_cmpint (events.segment != NULL, ==, has_segment);
  gst_clear_event (&events.caps);
  gst_clear_event (&events.segment);
}

static void
test_header_segment_waits_for_the_first_caps (void)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-raw");
  RmgHostHeader header = { NULL };

  rmg_host_header_set_segment (&header, new_segment ());
  assert_taken (&header, NULL, FALSE, FALSE);
  assert_taken (&header, caps, TRUE, TRUE);
  assert_taken (&header, caps, FALSE, FALSE);
  rmg_host_header_clear (&header);
}

static void
test_header_later_segment_leaves_before_an_event (void)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("audio/x-raw");
  RmgHostHeader header = { NULL };

  assert_taken (&header, caps, TRUE, FALSE);
  rmg_host_header_set_segment (&header, new_segment ());
  assert_taken (&header, NULL, FALSE, TRUE);
  rmg_host_header_clear (&header);
}

static void
test_header_other_caps_leave_again (void)
{
  g_autoptr (GstCaps) audio = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstCaps) text = gst_caps_new_empty_simple ("text/x-raw");
  RmgHostHeader header = { NULL };

  assert_taken (&header, audio, TRUE, FALSE);
  assert_taken (&header, text, TRUE, FALSE);
  assert_taken (&header, text, FALSE, FALSE);
  rmg_host_header_clear (&header);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func (
      "/host-header/first", test_header_segment_waits_for_the_first_caps);
  g_test_add_func (
      "/host-header/later", test_header_later_segment_leaves_before_an_event);
  g_test_add_func ("/host-header/other", test_header_other_caps_leave_again);
  return g_test_run ();
}
