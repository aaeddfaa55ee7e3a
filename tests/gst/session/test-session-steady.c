/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Between buffers an inline session allocates nothing but the metas and the
 * buffers of GStreamer, which are slices: malloc is counted while a buffer goes
 * round, out of the session and in again. */

#include <rmg/init.h>
#include "tests/lib/session-fixture.h"

#include <dlfcn.h>
#include <string.h>

static __thread gboolean counting;
static __thread guint n_allocations;

#ifndef __SANITIZE_ADDRESS__

/* dlsym() itself allocates: it is served from here. */
static char early[4096];
static gsize early_used;

static void *
allocate_early (size_t size)
{
  void *memory = early + early_used;

  early_used += (size + 15) & ~(size_t) 15;
  return early_used <= sizeof early ? memory : NULL;
}

static gboolean
is_early (const void *memory)
{
  return (const char *) memory >= early &&
      (const char *) memory < early + sizeof early;
}

/* All libraries of the process use these. */
#define EXPORTED __attribute__ ((visibility ("default")))

static void *(*real_malloc) (size_t);
static void *(*real_calloc) (size_t, size_t);
static void *(*real_realloc) (void *, size_t);
static void (*real_free) (void *);

static void
find_real (void)
{
  static gboolean finding;

  if (finding)
    return;
  finding = TRUE;
  real_calloc = dlsym (RTLD_NEXT, "calloc");
  real_realloc = dlsym (RTLD_NEXT, "realloc");
  real_free = dlsym (RTLD_NEXT, "free");
  real_malloc = dlsym (RTLD_NEXT, "malloc");
}

EXPORTED void *
malloc (size_t size)
{
  if (real_malloc == NULL)
    find_real ();
  n_allocations += counting;
  return real_malloc != NULL ? real_malloc (size) : allocate_early (size);
}

EXPORTED void *
calloc (size_t n, size_t size)
{
  if (real_malloc == NULL)
    find_real ();
  n_allocations += counting;
  return real_malloc != NULL ? real_calloc (n, size)
                             : allocate_early (n * size);
}

EXPORTED void *
realloc (void *memory, size_t size)
{
  if (real_malloc == NULL)
    find_real ();
  n_allocations += counting;
  return real_realloc (memory, size);
}

EXPORTED void
free (void *memory)
{
  if (!is_early (memory))
    real_free (memory);
}

#endif

#define N_WARM 200
#define N_COUNTED 1000
#define N_FRAMES 480

static void
strip_metas (GstBuffer *buffer)
{
  gpointer state = NULL;
  GstMeta *meta;

  while ((meta = gst_buffer_iterate_meta (buffer, &state)) != NULL) {
    gst_buffer_remove_meta (buffer, meta);
    state = NULL;
  }
}

/* Pushes @buffer and pulls the outputs; the last output is pushed next, so a
 * node with its own buffers gets them back. */
static GstBuffer *
go_round (RmgSession *session, GstCaps *caps, GstBuffer *buffer, guint n)
{
  RmgOutput output;

  GST_BUFFER_PTS (buffer) = n * 10 * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
  GST_BUFFER_OFFSET (buffer) = (guint64) n * N_FRAMES;
  GST_BUFFER_OFFSET_END (buffer) = (guint64) (n + 1) * N_FRAMES;
  g_assert_cmpint (rmg_session_push (session, NULL, caps, &buffer, NULL), ==,
      RMG_SESSION_OK);
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_OK);
  buffer = gst_buffer_ref (output.buffer);
  rmg_output_clear (&output);
  strip_metas (buffer);
  g_assert_cmpuint (
      gst_buffer_get_size (buffer), ==, N_FRAMES * sizeof (float));
  return buffer;
}

static guint
count_allocations (const char *lines)
{
  RmgSession *session =
      rmg_test_open (lines, RMG_THREADING_INLINE, RMG_FRAMING_STREAM);
  g_autoptr (GstSample) clip = rmg_test_noise_clip (1, 48000, 1, N_FRAMES);
  GstCaps *caps = gst_sample_get_caps (clip);
  GstBuffer *buffer = gst_buffer_copy_deep (gst_sample_get_buffer (clip));

  n_allocations = 0;
  for (guint n = 0; n < N_WARM + N_COUNTED; n++) {
    counting = n >= N_WARM;
    buffer = go_round (session, caps, buffer, n);
  }
  counting = FALSE;
  gst_buffer_unref (buffer);
  g_assert_true (rmg_session_close (session, NULL));
  return n_allocations;
}

typedef struct
{
  const char *name;
  const char *lines;
  guint n_slices; /* metas and buffers that it makes of every buffer */
} Chain;

static const Chain chains[] = {
  { "pass", "a PassThroughNode\n", 0 },
  { "vad-energy", "a PassThroughNode\nv VADNode\na > v\n", 1 },
  { "vad-adaptive", "v VAD\n", 1 },
  { "resampler-at-its-rate", "r AudioResampleNode 'target_sample_rate':48000\n",
      0 },
  { "converter-at-its-format", "c FormatConverterNode 'target_format':'f32'\n",
      0 },
  { "converters-there-and-back",
      "c FormatConverterNode 'target_format':'i16'\n"
      "d FormatConverterNode 'target_format':'f32'\n"
      "c > d\n",
      2 },
  { "chunks-that-fit", "b AudioBuffer 'buffer_size_samples':480\n", 1 },
  { "all",
      "a PassThroughNode\n"
      "v VADNode\n"
      "r AudioResampleNode 'target_sample_rate':48000\n"
      "c FormatConverterNode 'target_format':'f32'\n"
      "a > v\nv > r\nr > c\n",
      1 },
};

/* From GLib 2.76 on slices are malloc. */
static gboolean
slices_are_counted (void)
{
  gpointer slice;

  n_allocations = 0;
  for (guint i = 0; i < 2; i++) {
    counting = i == 1;
    slice = g_slice_alloc (64);
    g_slice_free1 (64, slice);
  }
  counting = FALSE;
  return n_allocations > 0;
}

static void
test_steady_state_allocates_nothing (gconstpointer data)
{
  const Chain *chain = data;
  guint n_expected = slices_are_counted () ? chain->n_slices * N_COUNTED : 0;

  g_assert_cmpuint (count_allocations (chain->lines), ==, n_expected);
}

/* A counter that never counts would pass everything above. */
static void
test_steady_counter_counts (void)
{
  g_autofree char *text = NULL;

  n_allocations = 0;
  counting = TRUE;
  text = g_malloc (100);
  counting = FALSE;
  g_assert_cmpuint (n_allocations, ==, 1);
}

static gboolean
malloc_is_taken (void)
{
#ifdef __SANITIZE_ADDRESS__
  return TRUE;
#else
  const char *preloaded = g_getenv ("LD_PRELOAD");

  return preloaded != NULL && strstr (preloaded, "vgpreload") != NULL;
#endif
}

int
main (int argc, char **argv)
{
  if (malloc_is_taken ()) {
    g_print ("1..0 # SKIP a memory checker counts malloc itself\n");
    return 0;
  }
  rmg_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/steady/counter", test_steady_counter_counts);
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++) {
    g_autofree char *name = g_strconcat ("/steady/", chains[i].name, NULL);

    g_test_add_data_func (
        name, &chains[i], test_steady_state_allocates_nothing);
  }
  return g_test_run ();
}
