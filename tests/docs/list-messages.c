/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* list-messages: plays a manifest whose nodes fail in different ways, and prints
 * each element message on the bus as "NAME FIELD TYPE FIELD TYPE ...". The
 * attempts of a fault are printed in the same way, as "attempt". */
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <rmg/init.h>

#include <unistd.h>

/* "a" recovers after a restart, "b" fails, the breaker of "c" opens, "d" stalls
 * until the message about it, and "v" finds speech. */
static const char lines[] =
    "in gst:audiotestsrc 'num-buffers':50,'samplesperbuffer':480\n"
    "a gst:rmgfault 'fail-after':2,'failures':2 @ 'retry':{'backoff_ms':1}\n"
    "b gst:rmgfault 'fail-after':3,'error':'stream-decode'\n"
    "c gst:rmgfault 'fail-after':4,'failures':2 @ "
    "'breaker':{'failures':2,'open_ms':1,'on_open':'drop'},"
    "'retry':{'backoff_ms':1}\n"
    "d gst:rmgfault 'stall':'until-unset','stall-after':1 @ "
    "'stall_timeout_ms':40\n"
    "v VADNode\n"
    "a1 gst:fakesink\nb1 gst:fakesink\nc1 gst:fakesink\n"
    "d1 gst:fakesink\nv1 gst:fakesink\n"
    "in > a\nin > b\nin > c\nin > d\nin > v\n"
    "a > a1\nb > b1\nc > c1\nd > d1\nv > v1\n";

static gboolean
append_field (GQuark name, const GValue *value, gpointer text)
{
  g_string_append_printf (
      text, " %s %s", g_quark_to_string (name), G_VALUE_TYPE_NAME (value));
  return TRUE;
}

static void
print_structure (const GstStructure *structure)
{
  g_autoptr (GString) text = g_string_new (gst_structure_get_name (structure));

  gst_structure_foreach (structure, append_field, text);
  g_print ("%s\n", text->str);
}

static void
print_attempts (const GstStructure *structure)
{
  const GValue *list = gst_structure_get_value (structure, "attempts");

  for (guint i = 0; list != NULL && i < gst_value_array_get_size (list); i++)
    print_structure (
        gst_value_get_structure (gst_value_array_get_value (list, i)));
}

/* Returns: whether the message is about the stall */
static gboolean
end_stall (GstElement *bin, const GstStructure *structure)
{
  g_autoptr (GstElement) node = NULL;

  if (!gst_structure_has_name (structure, "rmg-stall"))
    return FALSE;
  node = gst_bin_get_by_name (GST_BIN (bin), "d");
  gst_util_set_object_arg (G_OBJECT (node), "stall", "none");
  return TRUE;
}

/* EOS passes the leg that stalls, perhaps before the message about it. */
static void
print_until_eos (GstBus *bus, GstElement *bin)
{
  gboolean has_ended = FALSE, has_stalled = FALSE;

  while (!has_ended || !has_stalled) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS);
    const GstStructure *structure = gst_message_get_structure (message);

    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
      has_ended = TRUE;
      continue;
    }
    print_structure (structure);
    print_attempts (structure);
    has_stalled = end_stall (bin, structure) || has_stalled;
  }
}

int
main (void)
{
  g_autofree char *manifest = rmg_test_manifest (lines);
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstBus) bus = NULL;
  GstElement *bin;

  rmg_init ();
  alarm (RMG_TEST_HANG_S);
  pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  bus = gst_element_get_bus (pipeline);
  bin = gst_element_factory_make ("rmgbin", NULL);
  gst_bin_add (GST_BIN (pipeline), bin);
  g_object_set (bin, "manifest-json", manifest, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  print_until_eos (bus, bin);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return 0;
}
