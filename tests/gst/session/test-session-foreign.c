/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* run ([x, y]) == [run (x), run (y)] for installed elements: filters that keep
 * state, encoders with headers, and elements with a thread. An element that is not
 * installed is skipped. A hang fails the test after RMG_TEST_HANG_S. */

#include <rmg/init.h>
#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <string.h>
#include <unistd.h>

#define RATE_HZ 16000

static const char *const nodes[] = {
  "audioamplify 'amplification':0.5",
  "audiochebband 'lower-frequency':500,'upper-frequency':2000",
  "audiocheblimit 'cutoff':1000",
  "audioconvert",
  "audiodynamic 'ratio':0.5,'threshold':0.1",
  "audioecho 'delay':50000000,'max-delay':50000000,'intensity':0.6",
  "audioinvert 'degree':0.5",
  "audiokaraoke",
  "audiopanorama 'panorama':0.5",
  "audiorate",
  "audioresample",
  "audiowsincband 'length':101,'lower-frequency':500,'upper-frequency':2000",
  "audiowsinclimit 'length':101,'cutoff':1000",
  "equalizer-10bands 'band1':6",
  "equalizer-3bands 'band0':6",
  "level",
  "rgvolume",
  "rglimiter",
  "scaletempo",
  "spectrum",
  "stereo",
  "volume 'volume':0.5",
  "identity",
  "queue",
  "queue2",
  "alawenc",
  "flacenc",
  "lamemp3enc",
  "mulawenc",
  "opusenc",
  "speexenc",
  "twolamemp2enc 'bitrate':64",
  "vorbisenc",
  "wavenc",
  "wavpackenc",
};

static GstSample *
make_clip (guint32 seed, guint n_frames)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GstCaps) caps = gst_caps_from_string (
      "audio/x-raw,format=S16LE,rate=16000,channels=1,layout=interleaved");
  g_autoptr (GstBuffer) buffer =
      gst_buffer_new_allocate (NULL, n_frames * sizeof (gint16), NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < n_frames; i++)
    ((gint16 *) map.data)[i] = (gint16) g_rand_int_range (random, -9999, 9999);
  gst_buffer_unmap (buffer, &map);
  return gst_sample_new (buffer, caps, NULL, NULL);
}

typedef struct
{
  GPtrArray *inputs;
  guint next;
  GChecksum *checksum;
  gsize n_bytes;
  GString *text; /* "BYTES CHECKSUM|" for each item */
} ForeignRun;

static RmgSessionResult
feed (RmgSession *session, gpointer data, GError **error)
{
  ForeignRun *run = data;
  g_autoptr (GstBuffer) buffer = NULL;
  GstSample *input;
  RmgSessionResult result;

  if (run->next == run->inputs->len)
    return RMG_SESSION_EOS;
  input = run->inputs->pdata[run->next];
  buffer = gst_buffer_copy_deep (gst_sample_get_buffer (input));
  result = rmg_session_push (
      session, NULL, gst_sample_get_caps (input), &buffer, error);
  run->next += result == RMG_SESSION_OK;
  return result;
}

static void
end_item (ForeignRun *run)
{
  g_string_append_printf (run->text, "%" G_GSIZE_FORMAT " %.12s|", run->n_bytes,
      g_checksum_get_string (run->checksum));
  g_checksum_reset (run->checksum);
  run->n_bytes = 0;
}

static gboolean
take (RmgOutput *output, gpointer data, GError **error)
{
  ForeignRun *run = data;
  GstMapInfo map;

  if (output->buffer == NULL) {
    end_item (run);
    return TRUE;
  }
  g_assert_true (gst_buffer_map (output->buffer, &map, GST_MAP_READ));
  g_checksum_update (run->checksum, map.data, map.size);
  run->n_bytes += map.size;
  gst_buffer_unmap (output->buffer, &map);
  return TRUE;
}

/* Returns: (transfer full): a word for each item */
static char *
run_items (const char *line, RmgThreading threading, GstSample *first,
    GstSample *second)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  ForeignRun run = { inputs, 0, checksum, 0, g_string_new (NULL) };
  g_autoptr (GError) error = NULL;
  RmgSession *session = rmg_test_open (line, threading, RMG_FRAMING_ITEMS);

  g_ptr_array_add (inputs, first);
  if (second != NULL)
    g_ptr_array_add (inputs, second);
  rmg_session_run (session, feed, take, &run, &error);
  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return g_string_free (run.text, FALSE);
}

static void
assert_law (const char *line, RmgThreading threading)
{
  g_autoptr (GstSample) x = make_clip (1, 9001);
  g_autoptr (GstSample) y = make_clip (2, 7007);
  g_autofree char *run_x = run_items (line, threading, x, NULL);
  g_autofree char *run_y = run_items (line, threading, y, NULL);
  g_autofree char *both = run_items (line, threading, x, y);
  g_autofree char *expected = g_strconcat (run_x, run_y, NULL);

  g_assert_cmpstr (both, ==, expected);
  g_assert_false (g_str_has_prefix (run_x, "0 "));
}

static void
test_law_holds_for_installed_element (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", 2);
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (words[0]);
  g_autofree char *line = g_strconcat ("n gst:", (const char *) data, NULL);

  if (factory == NULL) {
    g_test_skip ("the element is not installed");
    return;
  }
  alarm (RMG_TEST_HANG_S);
  assert_law (line, RMG_THREADING_AUTO);
  assert_law (line, RMG_THREADING_THREADED);
  alarm (0);
}

static void
test_law_holds_for_nested_manifest (void)
{
  g_autofree char *inner =
      rmg_test_manifest ("e gst:audioecho 'delay':50000000,"
                         "'max-delay':50000000,"
                         "'intensity':0.6\n");
  g_autofree char *escaped = g_strescape (inner, NULL);
  g_autofree char *line =
      g_strdup_printf ("n gst:rmgbin 'manifest-json':'%s'", escaped);

  alarm (RMG_TEST_HANG_S);
  assert_law (line, RMG_THREADING_AUTO);
  alarm (0);
}

/* A node between others, and downstream of a join. */
static void
test_law_holds_inside_a_graph (void)
{
  alarm (RMG_TEST_HANG_S);
  assert_law ("a PassThroughNode\nb gst:audioecho 'delay':50000000,"
              "'max-delay':50000000,'intensity':0.6\nn PassThroughNode\n"
              "a > b\nb > n\n",
      RMG_THREADING_AUTO);
  assert_law ("a PassThroughNode\nb VADNode\nc VADNode\n"
              "n gst:audioecho 'delay':50000000,"
              "'max-delay':50000000,'intensity':0.6\n"
              "a > b\na > c\nb > n\nc > n\n",
      RMG_THREADING_THREADED);
  alarm (0);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++) {
    g_auto (GStrv) words = g_strsplit (nodes[i], " ", 2);
    g_autofree char *path = g_strconcat ("/law/foreign/", words[0], NULL);

    g_test_add_data_func (path, nodes[i], test_law_holds_for_installed_element);
  }
  g_test_add_func ("/law/nested", test_law_holds_for_nested_manifest);
  g_test_add_func ("/law/graph", test_law_holds_inside_a_graph);
  return g_test_run ();
}
