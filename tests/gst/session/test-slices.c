/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/session/slices.h"

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <string.h>

typedef struct
{
  guint n_frames;
  gint64 took_us;
  guint next;
} Size;

static const Size sizes[] = {
  { 16384, 0, 32768 },
  { 16384, 100, 32768 },
  { 16384, 2500, 32768 },
  { 16384, 5000, 16384 },
  { 16384, 10000, 8192 },
  { 16384, 1000000, RMG_SLICE_MIN_FRAMES },
  { RMG_SLICE_MIN_FRAMES, 1000000, RMG_SLICE_MIN_FRAMES },
  { RMG_SLICE_MAX_FRAMES, 1, RMG_SLICE_MAX_FRAMES },
};

static void
test_slices_next_size_follows_the_work (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_assert_cmpuint (
        rmg_slices_next_size (sizes[i].n_frames, sizes[i].took_us), ==,
        sizes[i].next);
}

static GstBuffer *
make_buffer (GstAudioInfo *info)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 8000, NULL);

  gst_audio_info_set_format (info, GST_AUDIO_FORMAT_S16, 1000, 2, NULL);
  GST_BUFFER_PTS (buffer) = 5 * GST_SECOND;
  GST_BUFFER_OFFSET (buffer) = 5000;
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  return buffer;
}

static void
test_slices_cut_first_keeps_flags_and_time (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = make_buffer (&info);
  g_autoptr (GstBuffer) slice = rmg_slices_cut (buffer, &info, 0, 500);

  g_assert_cmpuint (gst_buffer_get_size (slice), ==, 2000);
  g_assert_true (GST_BUFFER_FLAG_IS_SET (slice, GST_BUFFER_FLAG_DISCONT));
  g_assert_cmpuint (GST_BUFFER_PTS (slice), ==, 5 * GST_SECOND);
  g_assert_cmpuint (GST_BUFFER_DURATION (slice), ==, GST_SECOND / 2);
}

static void
test_slices_cut_later_continues_the_first (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = make_buffer (&info);
  g_autoptr (GstBuffer) slice = rmg_slices_cut (buffer, &info, 500, 1500);

  g_assert_cmpuint (gst_buffer_get_size (slice), ==, 6000);
  g_assert_false (GST_BUFFER_FLAG_IS_SET (slice, GST_BUFFER_FLAG_DISCONT));
  g_assert_cmpuint (
      GST_BUFFER_PTS (slice), ==, 5 * GST_SECOND + GST_SECOND / 2);
  g_assert_cmpuint (GST_BUFFER_OFFSET (slice), ==, 5500);
  g_assert_cmpuint (GST_BUFFER_OFFSET_END (slice), ==, 7000);
}

/* Each sample of the buffer is its own position in bytes, halved. */
static void
assert_plane (GstBuffer *slice, guint channel, guint first, guint n_frames)
{
  for (guint i = 0; i < n_frames; i++) {
    const guint16 expected = (guint16) (channel * 2000 + first + i);

    g_assert_cmpint (gst_buffer_memcmp (slice, 2 * (channel * n_frames + i),
                         &expected, sizeof expected),
        ==, 0);
  }
}

static void
test_slices_cut_planes_has_the_samples_of_each (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) buffer = make_buffer (&info);
  g_autoptr (GstBuffer) slice = NULL;
  GstMapInfo map;

  info.layout = GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (guint i = 0; i < 4000; i++)
    ((guint16 *) map.data)[i] = (guint16) i;
  gst_buffer_unmap (buffer, &map);
  g_assert_false (rmg_slices_buffer_allows (buffer, &info));
  gst_buffer_add_audio_meta (buffer, &info, 2000, NULL);
  g_assert_true (rmg_slices_buffer_allows (buffer, &info));
  slice = rmg_slices_cut (buffer, &info, 500, 1500);
  g_assert_cmpuint (gst_buffer_get_audio_meta (slice)->samples, ==, 1500);
  g_assert_cmpuint (GST_BUFFER_OFFSET (slice), ==, 5500);
  assert_plane (slice, 0, 500, 1500);
  assert_plane (slice, 1, 500, 1500);
}

static void
test_slices_buffer_with_meta_or_gap_is_whole (void)
{
  GstAudioInfo info;
  g_autoptr (GstBuffer) plain = make_buffer (&info);
  g_autoptr (GstBuffer) gap = make_buffer (&info);
  g_autoptr (GstBuffer) meta = make_buffer (&info);

  GST_BUFFER_FLAG_SET (gap, GST_BUFFER_FLAG_GAP);
  gst_buffer_add_audio_meta (meta, &info, 2000, NULL);
  g_assert_true (rmg_slices_buffer_allows (plain, &info));
  g_assert_false (rmg_slices_buffer_allows (gap, &info));
  g_assert_false (rmg_slices_buffer_allows (meta, &info));
}

typedef struct
{
  const char *lines;
  RmgFraming framing;
  gboolean allows;
} PlanCase;

static const PlanCase plans[] = {
  { "a PassThroughNode\n", RMG_FRAMING_ITEMS, TRUE },
  { "a AudioResampleNode 'target_sample_rate':8000\nb VADNode\na > b\n",
      RMG_FRAMING_ITEMS, TRUE },
  { "a AudioBuffer 'buffer_size_samples':480\nb PassThroughNode\n"
    "c PassThroughNode\na > b\na > c\n",
      RMG_FRAMING_ITEMS, TRUE },
  { "a PassThroughNode\n", RMG_FRAMING_STREAM, FALSE },
  { "a gst:identity\n", RMG_FRAMING_ITEMS, FALSE },
  { "a PassThroughNode\nb gst:volume\na > b\n", RMG_FRAMING_ITEMS, FALSE },
};

static void
test_slices_plan_of_own_nodes_allows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++) {
    RmgPlanOptions options = { .framing = plans[i].framing };
    g_autoptr (RmgGraph) graph = rmg_test_graph (plans[i].lines);
    g_autoptr (GError) error = NULL;
    g_autoptr (RmgPlan) plan = rmg_plan_new (graph, &options, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (rmg_slices_plan_allows (plan), ==, plans[i].allows);
  }
}

typedef struct
{
  GArray *reports; /* (element-type RmgItemProgress) */
} Watch;

static void
note_progress (
    RmgSession *session, const RmgItemProgress *progress, gpointer data)
{
  Watch *watch = data;

  g_assert_cmpstr (progress->node_id, ==, "a");
  g_array_append_vals (watch->reports, progress, 1);
}

static char *
run_long (
    const char *lines, RmgThreading threading, guint n_frames, Watch *watch)
{
  RmgSession *session = rmg_test_open (lines, threading, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  g_autoptr (GError) error = NULL;
  char *text;

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (
        inputs, rmg_test_noise_clip (i, 48000, 2, n_frames + 11 * i));
  watch->reports = g_array_new (FALSE, FALSE, sizeof (RmgItemProgress));
  rmg_session_set_progress_func (session, note_progress, watch, NULL);
  text = rmg_test_pump (session, inputs, &error);
  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
  return text;
}

static void
assert_complete (GArray *reports, guint n_frames)
{
  guint64 done = 0, item = 0;

  for (guint i = 0; i < reports->len; i++) {
    const RmgItemProgress *now = &g_array_index (reports, RmgItemProgress, i);

    if (now->item != item) {
      g_assert_cmpuint (done, ==, n_frames);
      g_assert_cmpuint (now->item, ==, 1);
      item = now->item;
      done = 0;
    }
    g_assert_cmpuint (now->n_frames, >, done);
    g_assert_cmpuint (now->n_total, ==, n_frames + 11 * now->item);
    done = now->n_frames;
  }
  g_assert_cmpuint (item, ==, 1);
  g_assert_cmpuint (done, ==, n_frames + 11);
}

#define OWN                                                                    \
  "a AudioBuffer 'buffer_size_samples':480\n"                                  \
  "b AudioResampleNode 'target_sample_rate':44100\n"                           \
  "c VADNode\n"                                                                \
  "d PassThroughNode\n"                                                        \
  "a > b\nb > c\na > d\n"

/* A foreign node in a branch of its own makes every push whole. */
#define WHOLE OWN "z gst:identity\na > z\n"

/* Returns: (transfer full): the lines without that of node z */
static char *
remove_foreign (char *text)
{
  char *z = strstr (text, "z:");

  if (z != NULL)
    *z = '\0';
  return text;
}

static void
test_slices_long_item_is_as_a_whole_one (gconstpointer threading)
{
  enum
  {
    N_FRAMES = 300007
  };
  Watch sliced = { NULL }, whole = { NULL };
  g_autofree char *expected =
      remove_foreign (run_long (WHOLE, RMG_THREADING_INLINE, N_FRAMES, &whole));
  g_autofree char *seen =
      run_long (OWN, GPOINTER_TO_INT (threading), N_FRAMES, &sliced);

  g_assert_cmpstr (seen, ==, expected);
  g_assert_cmpuint (whole.reports->len, ==, 2);
  g_assert_cmpuint (sliced.reports->len, >, 4);
  assert_complete (whole.reports, N_FRAMES);
  assert_complete (sliced.reports, N_FRAMES);
  g_array_unref (whole.reports);
  g_array_unref (sliced.reports);
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/slices/size", test_slices_next_size_follows_the_work);
  g_test_add_func ("/slices/first", test_slices_cut_first_keeps_flags_and_time);
  g_test_add_func ("/slices/later", test_slices_cut_later_continues_the_first);
  g_test_add_func (
      "/slices/planes", test_slices_cut_planes_has_the_samples_of_each);
  g_test_add_func (
      "/slices/whole", test_slices_buffer_with_meta_or_gap_is_whole);
  g_test_add_func ("/slices/plan", test_slices_plan_of_own_nodes_allows);
  g_test_add_data_func ("/slices/inline",
      GINT_TO_POINTER (RMG_THREADING_INLINE),
      test_slices_long_item_is_as_a_whole_one);
  g_test_add_data_func ("/slices/threaded",
      GINT_TO_POINTER (RMG_THREADING_THREADED),
      test_slices_long_item_is_as_a_whole_one);
  return g_test_run ();
}
