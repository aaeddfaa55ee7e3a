/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Odd data for rmg_session_push(): one error with the expected and the actual
 * data, nothing is consumed, and the session stays usable. */

#include <rmg/init.h>
#include <rmg/value-memory.h>
#include "tests/lib/session-fixture.h"

#include <gst/audio/audio.h>
#include <string.h>

#define STEREO "audio/x-raw,format=S16LE,rate=16000,channels=2,layout="
#define VALUE "application/x-rmg-value"

typedef struct
{
  const char *name;
  const char *node;
  const char *caps; /* (nullable) */
  gssize n_bytes;   /* -1: no buffer */
  const char *error;
} Odd;

static const Odd odd_data[] = {
  { "no-caps", "VADNode", NULL, 4, "expected the caps of the buffer" },
  { "no-buffer", "VADNode", STEREO "interleaved", -1, "expected a buffer" },
  { "range", "VADNode", "audio/x-raw,format=S16LE,rate=[1,9],channels=2", 4,
      "expected fixed caps, found audio/x-raw" },
  { "list", "VADNode", "audio/x-raw,format={S16LE,U8},rate=8000,channels=2", 4,
      "expected fixed caps" },
  { "any", "PassThroughNode", "ANY", 4, "expected fixed caps, found ANY" },
  { "empty-caps", "PassThroughNode", "EMPTY", 4, "found EMPTY" },
  { "two-structures", "PassThroughNode", "text/x-raw; video/x-raw", 4,
      "expected fixed caps" },
  { "other-kind", "VADNode", "video/x-raw,format=RGB,width=1,height=1", 4,
      "expected audio/x-raw" },
  { "value-for-audio", "VADNode", VALUE, 4, "expected audio/x-raw" },
  { "audio-for-value", "MultiplyNode 'factor':2", STEREO "interleaved", 4,
      "expected application/x-rmg-value" },
  { "no-layout", "FormatConverterNode 'target_format':'f32'",
      "audio/x-raw,format=S16LE,rate=16000,channels=1", 4,
      "found audio/x-raw" },
  { "no-channels", "VADNode", "audio/x-raw,format=S16LE,rate=16000", 4,
      "found audio/x-raw" },
  { "unknown-format", "VADNode",
      "audio/x-raw,format=S17,rate=16000,channels=1,layout=interleaved", 4,
      "found audio/x-raw" },
  { "no-bytes", "VADNode", STEREO "interleaved", 0,
      "expected one or more whole frames of 4 bytes, found 0 bytes" },
  { "half-a-frame", "VADNode", STEREO "interleaved", 2, "found 2 bytes" },
  { "frame-and-a-half", "VADNode", STEREO "interleaved", 6, "found 6 bytes" },
  { "half-a-sample", "VADNode", STEREO "interleaved", 7, "found 7 bytes" },
  { "planes-without-meta", "VADNode", STEREO "non-interleaved", 8,
      "expected a GstAudioMeta" },
  { "no-value", "MultiplyNode 'factor':2", VALUE, 4, "without a value" },
};

static GstSample *
make_usual (const Odd *odd)
{
  if (strstr (odd->node, "Multiply") != NULL)
    return rmg_test_value (3);
  return rmg_test_noise_clip (1, 16000, 1, 480);
}

static void
push_odd (RmgSession *session, const Odd *odd)
{
  g_autoptr (GstCaps) caps =
      odd->caps != NULL ? gst_caps_from_string (odd->caps) : NULL;
  g_autoptr (GstBuffer) buffer = odd->n_bytes >= 0
      ? gst_buffer_new_allocate (NULL, odd->n_bytes, NULL)
      : NULL;
  GstBuffer *before = buffer;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (rmg_session_push (session, NULL, caps, &buffer, &error), ==,
      RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  if (strstr (error->message, odd->error) == NULL)
    g_error ("\"%s\" is not in \"%s\"", odd->error, error->message);
  g_assert_nonnull (strstr (error->message, "node \"n\""));
  g_assert_true (buffer == before);
}

/* Odd data before, between and after two items. */
static void
run_with_odd (const Odd *odd, RmgThreading threading)
{
  RmgSession *session = rmg_test_open (odd->node, threading, RMG_FRAMING_ITEMS);
  g_autoptr (GPtrArray) inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  GstSample *usual = make_usual (odd);
  g_autoptr (GstBuffer) buffer = gst_buffer_ref (gst_sample_get_buffer (usual));
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  g_ptr_array_add (inputs, usual);
  push_odd (session, odd);
  g_assert_cmpint (rmg_session_push (session, NULL, gst_sample_get_caps (usual),
                       &buffer, &error),
      ==, RMG_SESSION_OK);
  push_odd (session, odd);
  output = rmg_test_pump (session, inputs, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (strchr (strchr (output, '|') + 1, '|'), ==, "|\n");
  g_assert_true (rmg_session_close (session, NULL));
}

static void
test_push_of_odd_data_is_one_error (gconstpointer data)
{
  g_autofree char *line = g_strconcat ("n ", ((const Odd *) data)->node, NULL);
  Odd odd = *(const Odd *) data;

  odd.node = line;
  run_with_odd (&odd, RMG_THREADING_INLINE);
  run_with_odd (&odd, RMG_THREADING_THREADED);
}

static RmgSessionResult
push_planes (RmgSession *session, const gsize *offsets, GError **error)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (STEREO "non-interleaved");
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, 16, NULL);
  GstAudioInfo info;

  gst_buffer_memset (buffer, 0, 0, 16);
  gst_audio_info_from_caps (&info, caps);
  if (offsets == NULL) {
    gst_buffer_add_audio_meta (buffer, &info, 4, NULL);
  } else {
    GstAudioMeta *meta = gst_buffer_add_audio_meta (buffer, &info, 4, NULL);

    memcpy (meta->offsets, offsets, 2 * sizeof *offsets);
  }
  return rmg_session_push (session, NULL, caps, &buffer, error);
}

static void
test_push_of_planes_outside_the_buffer_is_an_error (void)
{
  static const gsize outside[] = { 0, 9 };
  static const gsize far_outside[] = { G_MAXSIZE, 0 };
  RmgSession *session =
      rmg_test_open ("n VADNode", RMG_THREADING_AUTO, RMG_FRAMING_ITEMS);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (
      push_planes (session, outside, &error), ==, RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_cmpint (
      push_planes (session, far_outside, &error), ==, RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_cmpint (push_planes (session, NULL, &error), ==, RMG_SESSION_OK);
  g_assert_no_error (error);
  g_assert_true (rmg_session_close (session, NULL));
}

/* The data reach neither of two inputs if one of them refuses. */
static void
test_push_that_one_input_refuses_reaches_none (void)
{
  RmgSession *session = rmg_test_open (
      "a PassThroughNode\nb VADNode", RMG_THREADING_AUTO, RMG_FRAMING_ITEMS);
  g_autoptr (GstSample) value = rmg_test_value (1);
  g_autoptr (GstBuffer) buffer = gst_buffer_ref (gst_sample_get_buffer (value));
  g_autoptr (GError) error = NULL;
  g_auto (RmgOutput) output = { NULL };

  g_assert_cmpint (rmg_session_push (session, NULL, gst_sample_get_caps (value),
                       &buffer, &error),
      ==, RMG_SESSION_ERROR);
  g_assert_error (error, RMG_ERROR, RMG_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "node \"b\""));
  g_assert_cmpint (
      rmg_session_pull (session, &output, NULL), ==, RMG_SESSION_EMPTY);
  g_assert_true (rmg_session_close (session, NULL));
}

int
main (int argc, char **argv)
{
  rmg_init ();
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (odd_data); i++) {
    g_autofree char *path = g_strconcat ("/push/odd/", odd_data[i].name, NULL);

    g_test_add_data_func (
        path, &odd_data[i], test_push_of_odd_data_is_one_error);
  }
  g_test_add_func (
      "/push/planes", test_push_of_planes_outside_the_buffer_is_an_error);
  g_test_add_func (
      "/push/one-input", test_push_that_one_input_refuses_reaches_none);
  return g_test_run ();
}
