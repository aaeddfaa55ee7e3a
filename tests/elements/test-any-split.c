/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Any split of a stream into buffers has the same output, for each element: with
 * buffers of any size, empty buffers, discontinuities and gaps. */

#include "elements/chunk/rmgchunk.h"
#include "elements/convert/rmgconvert.h"
#include "elements/resample/rmgresample.h"

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>
#include <math.h>
#include <string.h>

GST_ELEMENT_REGISTER_DECLARE (rmgvad)

#define MAX_FRAMES 100000
#define N_SPLITS 12

typedef struct
{
  const char *name;
  const char *launch;
  const char *format;
  gint rate_hz;
  gint channels;
  gsize n_frames;
  gboolean ignores_gaps; /* silence flagged as GAP is not dithered */
} SplitCase;

static const SplitCase cases[] = {
  { "resample-48-16", "rmgresample rate=16000", "S16LE", 48000, 1, 30000 },
  { "resample-48-8-best", "rmgresample rate=8000 quality=best", "F32LE", 48000,
      2, 20000 },
  { "resample-441-16", "rmgresample rate=16000 quality=fast", "S32LE", 44100, 2,
      20000 },
  { "resample-16-48", "rmgresample rate=48000", "F64LE", 16000, 1, 20000 },
  { "resample-384-8", "rmgresample rate=8000", "S16LE", 384000, 1, 60000 },
  { "resample-fft", "rmgresample rate=16000 engine=fft", "F32LE", 48000, 1,
      30000 },
  { "resample-src", "rmgresample rate=16000 engine=libsamplerate", "F32LE",
      48000, 1, 10000 },
  { "resample-odd", "rmgresample rate=22255", "F32LE", 48000, 1, 10000 },
  { "convert", "rmgconvert format=S24LE channels=1", "F32LE", 48000, 2, 20000 },
  { "convert-dither", "rmgconvert format=S16LE dither=tpdf", "F32LE", 48000, 2,
      20000, TRUE },
  { "chunk", "rmgchunk frames=333", "S16LE", 16000, 2, 20000 },
  { "vad", "rmgvad", "S16LE", 16000, 1, 60000 },
  { "vad-energy", "rmgvad engine=energy", "F32LE", 48000, 2, 60000 },
  { "vad-gate", "rmgvad mode=gate engine=energy", "S16LE", 16000, 1, 60000 },
};

/* A stream, and the frames before which it is discontinuous or silent. */
typedef struct
{
  const SplitCase *test;
  GstAudioInfo info;
  guint8 *data;
  GArray *jumps; /* (element-type gsize): ascending, the first is 0 */
  gsize gap_start, gap_end;
} Stream;

static void
fill (Stream *self, GRand *random)
{
  const gsize n_bytes = self->test->n_frames * (gsize) self->info.bpf;

  self->data = g_malloc (n_bytes);
  if (GST_AUDIO_INFO_IS_FLOAT (&self->info) && self->info.finfo->width == 32)
    for (gsize i = 0; i < n_bytes / 4; i++)
      ((float *) self->data)[i] = (float) g_rand_double_range (random, -1, 1);
  else if (GST_AUDIO_INFO_IS_FLOAT (&self->info))
    for (gsize i = 0; i < n_bytes / 8; i++)
      ((double *) self->data)[i] = g_rand_double_range (random, -1, 1);
  else
    for (gsize i = 0; i < n_bytes; i++)
      self->data[i] = (guint8) g_rand_int (random);
  memset (self->data + self->gap_start * (gsize) self->info.bpf, 0,
      (self->gap_end - self->gap_start) * (gsize) self->info.bpf);
}

static void
open_stream (Stream *self, const SplitCase *test, GRand *random)
{
  const gint32 n_frames = (gint32) test->n_frames;
  gsize jump = 0;

  *self = (Stream){ .test = test };
  gst_audio_info_set_format (&self->info,
      gst_audio_format_from_string (test->format), test->rate_hz,
      test->channels, NULL);
  self->jumps = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_array_append_val (self->jumps, jump);
  for (int i = 0; i < 2; i++) {
    jump += (gsize) g_rand_int_range (random, 1, n_frames / 3);
    g_array_append_val (self->jumps, jump);
  }
  self->gap_start = (gsize) g_rand_int_range (random, 0, n_frames / 2);
  self->gap_end =
      self->gap_start + (gsize) g_rand_int_range (random, 1, n_frames / 4);
  fill (self, random);
}

static void
close_stream (Stream *self)
{
  g_free (self->data);
  g_array_unref (self->jumps);
}

static GstBuffer *
cut (const Stream *self, gsize first, gsize n_frames, gboolean is_discont)
{
  const gsize bpf = (gsize) self->info.bpf;
  GstBuffer *buffer = n_frames > 0
      ? gst_buffer_new_memdup (self->data + first * bpf, n_frames * bpf)
      : gst_buffer_new ();

  GST_BUFFER_PTS (buffer) =
      gst_util_uint64_scale_int (first, GST_SECOND, self->test->rate_hz);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale_int (first + n_frames,
                                     GST_SECOND, self->test->rate_hz) -
      GST_BUFFER_PTS (buffer);
  if (is_discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  if (!self->test->ignores_gaps && n_frames > 0 && first >= self->gap_start &&
      first + n_frames <= self->gap_end)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
  return buffer;
}

/* A size between 1 and 100,000 frames, small ones as often as large ones. */
static gsize
draw_size (GRand *random)
{
  const double exponent = g_rand_double_range (random, 0, 5);

  return MIN ((gsize) pow (10, exponent), MAX_FRAMES);
}

static void
push_part (
    GstHarness *h, const Stream *self, gsize first, gsize end, GRand *random)
{
  gboolean is_discont = TRUE;

  while (first < end) {
    gsize n_frames = random != NULL ? draw_size (random) : MAX_FRAMES;

    n_frames = MIN (n_frames, end - first);
    if (random != NULL && g_rand_int_range (random, 0, 20) == 0)
      gst_harness_push (h, cut (self, first, 0, FALSE));
    g_assert_cmpint (
        gst_harness_push (h, cut (self, first, n_frames, is_discont)), ==,
        GST_FLOW_OK);
    is_discont = FALSE;
    first += n_frames;
  }
}

/* The bytes of the output; @random NULL pushes each part as one buffer. */
static GByteArray *
run (const Stream *self, GRand *random)
{
  GstHarness *h = gst_harness_new_parse (self->test->launch);
  GByteArray *bytes = g_byte_array_new ();
  GstBuffer *buffer;

  gst_harness_set_src_caps (h, gst_audio_info_to_caps (&self->info));
  for (guint i = 0; i < self->jumps->len; i++)
    push_part (h, self, g_array_index (self->jumps, gsize, i),
        i + 1 < self->jumps->len ? g_array_index (self->jumps, gsize, i + 1)
                                 : self->test->n_frames,
        random);
  gst_harness_push_event (h, gst_event_new_eos ());
  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_READ);
    g_byte_array_append (bytes, map.data, (guint) map.size);
    gst_buffer_unmap (buffer, &map);
    gst_buffer_unref (buffer);
  }
  gst_harness_teardown (h);
  return bytes;
}

static void
test_any_split_has_the_same_output (gconstpointer data)
{
  const SplitCase *test = data;

  for (guint32 seed = 0; seed < N_SPLITS; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (GByteArray) expected = NULL;
    g_autoptr (GByteArray) found = NULL;
    Stream stream;

    open_stream (&stream, test, random);
    g_test_message ("seed %u", seed);
    expected = run (&stream, NULL);
    found = run (&stream, random);
    g_assert_cmpuint (expected->len, >, 0);
    g_assert_cmpmem (found->data, found->len, expected->data, expected->len);
    close_stream (&stream);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  GST_ELEMENT_REGISTER (rmgchunk, NULL);
  GST_ELEMENT_REGISTER (rmgconvert, NULL);
  GST_ELEMENT_REGISTER (rmgresample, NULL);
  GST_ELEMENT_REGISTER (rmgvad, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/any-split/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_any_split_has_the_same_output);
  }
  return g_test_run ();
}
