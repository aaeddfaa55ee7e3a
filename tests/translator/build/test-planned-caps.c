/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/build/planned-caps.h"

#define RAW "audio/x-raw"

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (RAW ", rate=(int)[ 8000, 48000 ]; video/x-raw"));

static guint n_original; /* calls of the pad's own function */

static gboolean
answer_originally (GstPad *pad, GstObject *parent, GstQuery *query)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-raw");

  n_original++;
  if (GST_QUERY_TYPE (query) == GST_QUERY_CAPS)
    gst_query_set_caps_result (query, caps);
  if (GST_QUERY_TYPE (query) == GST_QUERY_ACCEPT_CAPS)
    gst_query_set_accept_caps_result (query, FALSE);
  return TRUE;
}

/* A sink pad with @planned installed. */
static GstPad *
make_pad (const char *planned)
{
  GstPad *pad = gst_object_ref_sink (
      gst_pad_new_from_static_template (&sink_template, "sink"));
  g_autoptr (GstCaps) caps = gst_caps_from_string (planned);

  n_original = 0;
  gst_pad_set_query_function (pad, answer_originally);
  rmg_planned_caps_install (pad, caps);
  return pad;
}

typedef struct
{
  const char *planned;
  const char *filter; /* NULL for none */
  const char *result;
  gboolean planned_answers;
} Asked;

static const Asked rows[] = {
  { RAW, NULL, RAW ", rate=(int)[ 8000, 48000 ]", TRUE },
  { RAW ", rate=(int)16000", NULL, RAW ", rate=(int)16000", TRUE },
  { RAW ", rate=(int)16000", RAW ", channels=(int)2",
      RAW ", channels=(int)2, rate=(int)16000", TRUE },
  /* the stream is another than planned */
  { RAW ", rate=(int)16000", RAW ", rate=(int)8000", "video/x-raw", FALSE },
  /* nothing was installed: no plan, or none that the pad can have */
  { "ANY", NULL, "video/x-raw", FALSE },
  { RAW ", rate=(int)96000", NULL, "video/x-raw", FALSE },
};

static void
test_planned_caps_answer_caps_queries (gconstpointer data)
{
  const Asked *row = data;
  g_autoptr (GstPad) pad = make_pad (row->planned);
  g_autoptr (GstCaps) filter =
      row->filter != NULL ? gst_caps_from_string (row->filter) : NULL;
  g_autoptr (GstCaps) found = gst_pad_query_caps (pad, filter);
  g_autofree char *text = gst_caps_to_string (found);

  g_assert_cmpstr (text, ==, row->result);
  g_assert_cmpuint (n_original, ==, row->planned_answers ? 0 : 1);
}

static gboolean
accepts (GstPad *pad, const char *text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);

  return gst_pad_query_accept_caps (pad, caps);
}

static void
test_planned_caps_accept_their_subsets (void)
{
  g_autoptr (GstPad) pad = make_pad (RAW ", rate=(int)16000");

  g_assert_true (accepts (pad, RAW ", rate=(int)16000, channels=(int)1"));
  g_assert_cmpuint (n_original, ==, 0);
  g_assert_false (accepts (pad, RAW ", rate=(int)8000"));
  g_assert_cmpuint (n_original, ==, 1);
}

static void
test_planned_caps_leave_other_queries (void)
{
  g_autoptr (GstPad) pad = make_pad (RAW);
  g_autoptr (GstQuery) query = gst_query_new_latency ();

  g_assert_true (gst_pad_query (pad, query));
  g_assert_cmpuint (n_original, ==, 1);
}

static void
test_planned_caps_installed_once (void)
{
  g_autoptr (GstPad) pad = make_pad (RAW ", rate=(int)16000");
  g_autoptr (GstCaps) other = gst_caps_from_string (RAW ", rate=(int)8000");
  g_autoptr (GstCaps) found = NULL;
  g_autofree char *text = NULL;

  rmg_planned_caps_install (pad, other);
  found = gst_pad_query_caps (pad, NULL);
  text = gst_caps_to_string (found);
  g_assert_cmpstr (text, ==, RAW ", rate=(int)16000");
}

static void
test_planned_caps_leave_pads_with_data_of_their_own (void)
{
  g_autoptr (GstPad) pad = gst_object_ref_sink (
      gst_pad_new_from_static_template (&sink_template, "sink"));
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (RAW);
  g_autoptr (GstCaps) found = NULL;
  int data = 0;

  n_original = 0;
  gst_pad_set_query_function_full (pad, answer_originally, &data, NULL);
  rmg_planned_caps_install (pad, caps);
  g_assert_true (pad->querydata == &data);
  found = gst_pad_query_caps (pad, NULL);
  g_assert_cmpuint (n_original, ==, 1);
}

static void
test_planned_caps_freed_with_the_pad (void)
{
  GstPad *pad = gst_object_ref_sink (
      gst_pad_new_from_static_template (&sink_template, "sink"));
  g_autoptr (GstCaps) caps = gst_caps_from_string (RAW ", rate=(int)16000");

  gst_pad_set_query_function (pad, answer_originally);
  rmg_planned_caps_install (pad, caps);
  gst_object_unref (pad);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (caps), ==, 1);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/planned-caps/query/%u", i);

    g_test_add_data_func (
        path, &rows[i], test_planned_caps_answer_caps_queries);
  }
  g_test_add_func (
      "/planned-caps/accept", test_planned_caps_accept_their_subsets);
  g_test_add_func (
      "/planned-caps/others", test_planned_caps_leave_other_queries);
  g_test_add_func ("/planned-caps/once", test_planned_caps_installed_once);
  g_test_add_func ("/planned-caps/querydata",
      test_planned_caps_leave_pads_with_data_of_their_own);
  g_test_add_func ("/planned-caps/free", test_planned_caps_freed_with_the_pad);
  return g_test_run ();
}
