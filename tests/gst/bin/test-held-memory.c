/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Each kind of holder holds several MiB, and its account agrees with malloc(). */

#include <rmg/host.h>
#include <rmg/rmg.h>

#include "tests/lib/hang.h"
#include "tests/lib/session-fixture.h"

#include <malloc.h>
#include <unistd.h>

#define RATE_HZ 48000
#define TOLERANCE 0.1
#define LEAST_BYTES (1 << 20)

typedef struct
{
  const char *name;
  const char *lines; /* of the manifest */
  const char *input; /* the node that is fed */
  const char *node;  /* (nullable): the holder; NULL for the session */
  guint n_channels;
  guint n_frames; /* of a buffer, which has F32 samples */
  guint n_buffers;
  guint held_buffers; /* that are held at least; 0: the state of an element */
  RmgThreading threading;
} Holder;

static const Holder holders[] = {
  { "join", "a gst:identity\nb gst:identity\nj gst:identity\na > j\nb > j\n",
      "a", "j", 1, 4096, 256, 256, RMG_THREADING_INLINE },
  { "gate", "v VAD 'mode':'gate','padding_ms':10000\n", "v", "v", 8, 4096, 64,
      64, RMG_THREADING_INLINE },
  { "detector", "v VADNode 'frame_ms':250\n", "v", "v", 64, 16, 1, 0,
      RMG_THREADING_INLINE },
  { "chunk", "c AudioBuffer 'buffer_size_samples':1000000\n", "c", "c", 1, 4096,
      240, 240, RMG_THREADING_INLINE },
  { "filter",
      "r AudioResampleNode 'quality':'best','target_sample_rate':44100\n", "r",
      "r", 64, 16, 1, 0, RMG_THREADING_INLINE },
  { "libsamplerate-fast",
      "r gst:rmgresample "
      "'engine':'libsamplerate','quality':'fast','rate':44101\n",
      "r", "r", 64, 16, 1, 0, RMG_THREADING_INLINE },
  { "libsamplerate-medium",
      "r gst:rmgresample "
      "'engine':'libsamplerate','quality':'medium','rate':44101\n",
      "r", "r", 64, 16, 1, 0, RMG_THREADING_INLINE },
  { "libsamplerate-best",
      "r gst:rmgresample "
      "'engine':'libsamplerate','quality':'best','rate':44101\n",
      "r", "r", 64, 16, 1, 0, RMG_THREADING_INLINE },
  { "guard",
      "g gst:rmgfault 'fail-after':0,'failures':1 @ "
      "'retry':{'backoff_ms':60000,'max_backoff_ms':60000}\n",
      "g", "g", 1, 1000000, 1, 1, RMG_THREADING_INLINE },
  { "host", "h HeldMemoryHost\n", "h", "h", 1, 4096, 80, 80,
      RMG_THREADING_INLINE },
  { "queue",
      "a gst:identity\ns gst:rmgfault 'stall':'until-stop' @ "
      "'queue':{'max_bytes':100000000}\nb gst:identity\n"
      "a > s\na > b\n",
      "a", "s", 1, 4096, 200, 199, RMG_THREADING_THREADED },
  { "foreign-queue",
      "q gst:queue 'max-size-buffers':0,'max-size-time':0,"
      "'max-size-bytes':1000000000\ns gst:rmgfault 'stall':'until-stop'\n"
      "q > s\n",
      "q", "q", 1, 4096, 200, 199, RMG_THREADING_THREADED },
  { "input", "s gst:rmgfault 'stall':'until-stop'\n", "s", NULL, 1, 4096, 200,
      199, RMG_THREADING_THREADED },
  { "output", "p gst:identity\n", "p", NULL, 1, 4096, 200, 200,
      RMG_THREADING_INLINE },
};

static gboolean
open_host (RmgHost *host, const char *params, gpointer user_data,
    gpointer *instance, GError **error)
{
  *instance = NULL;
  return TRUE;
}

static void
ignore_ready (RmgHost *host, gpointer instance)
{
}

/* Takes no item. */
static const RmgHostDriver idle_driver = {
  .open = open_host,
  .item_ready = ignore_ready,
};

static RmgSession *
open_measured (const Holder *holder)
{
  const RmgSessionOptions options = {
    .metrics = TRUE, .max_bytes = 1 << 30, .close_timeout_ms = 20000
  };
  const RmgPlanOptions plan_options = { .threading = holder->threading,
    .framing = RMG_FRAMING_STREAM };
  g_autoptr (RmgGraph) graph = rmg_test_graph (holder->lines);
  g_autoptr (GError) error = NULL;
  RmgSession *session =
      rmg_session_open (graph, &plan_options, &options, &error);

  g_assert_no_error (error);
  return session;
}

static GstCaps *
new_caps (const Holder *holder)
{
  GstCaps *caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING,
      "F32LE", "layout", G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT,
      RATE_HZ, "channels", G_TYPE_INT, holder->n_channels, NULL);

  if (holder->n_channels > 2)
    gst_caps_set_simple (
        caps, "channel-mask", GST_TYPE_BITMASK, G_GUINT64_CONSTANT (0), NULL);
  return caps;
}

static gsize
get_size (const Holder *holder)
{
  return holder->n_frames * holder->n_channels * sizeof (float);
}

static void
push (RmgSession *session, const Holder *holder, GstCaps *caps, guint number)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, get_size (holder), NULL);

  gst_buffer_memset (buffer, 0, 0, -1);
  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale (number, holder->n_frames * GST_SECOND, RATE_HZ);
  GST_BUFFER_DURATION (buffer) =
      gst_util_uint64_scale (holder->n_frames, GST_SECOND, RATE_HZ);
  g_assert_cmpint (
      rmg_session_push (session, holder->input, caps, &buffer, NULL), ==,
      RMG_SESSION_OK);
}

static guint64
read_held (RmgSession *session, const Holder *holder, guint64 *peak)
{
  g_autoptr (RmgMetrics) metrics = rmg_session_get_metrics (session);
  const RmgNodeMetrics *node;

  *peak = rmg_metrics_get_peak_memory_bytes (metrics);
  if (holder->node == NULL)
    return rmg_metrics_get_memory_bytes (metrics);
  node = rmg_metrics_find_node (metrics, holder->node);
  g_assert_cmpuint (node->peak_held_bytes, >=, node->held_bytes);
  return node->held_bytes;
}

/* Other threads may need time until the buffers are where they stay. */
static guint64
wait_for_held (RmgSession *session, const Holder *holder, guint64 *peak)
{
  guint64 expected =
      MAX (LEAST_BYTES, holder->held_buffers * get_size (holder));
  guint64 held;

  do
    held = read_held (session, holder, peak);
  while (held == RMG_METRIC_UNKNOWN || held < expected);
  return held;
}

static gsize
get_allocated (void)
{
  const struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* The checkers of memory replace malloc() and do not count. */
static gboolean
malloc_counts (void)
{
  const gsize before = get_allocated ();
  gpointer block = g_malloc (100000);
  const gsize after = get_allocated ();

  g_free (block);
  return after >= before + 100000;
}

static void
test_held_memory_agrees_with_malloc (gconstpointer data)
{
  const Holder *holder = data;
  g_autoptr (GstCaps) caps = new_caps (holder);
  RmgSession *session;
  guint64 held, peak;
  gsize before, allocated;

  if (!malloc_counts ()) {
    g_test_skip ("malloc does not count");
    return;
  }
  alarm (RMG_TEST_HANG_S);
  session = open_measured (holder);
  before = get_allocated ();
  for (guint i = 0; i < holder->n_buffers; i++)
    push (session, holder, caps, i);
  held = wait_for_held (session, holder, &peak);
  allocated = get_allocated () - before;
  g_test_message ("held %" G_GUINT64_FORMAT ", allocated %" G_GSIZE_FORMAT,
      held, allocated);
  g_assert_cmpfloat_with_epsilon ((double) held / allocated, 1.0, TOLERANCE);
  g_assert_cmpuint (peak, >=, held);
  rmg_session_close (session, NULL);
  alarm (0);
}

int
main (int argc, char **argv)
{
  mallopt (M_ARENA_MAX, 1); /* mallinfo2() is about one arena */
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  rmg_init ();
  rmg_host_register_type (
      "HeldMemoryHost", "by the test", &idle_driver, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (holders); i++) {
    g_autofree char *path =
        g_strconcat ("/held-memory/", holders[i].name, NULL);

    g_test_add_data_func (
        path, &holders[i], test_held_memory_agrees_with_malloc);
  }
  return g_test_run ();
}
