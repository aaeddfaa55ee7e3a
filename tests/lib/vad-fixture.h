/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* rmgvad on a harness, with a square wave that is loud or quiet, so that the
 * decisions of the energy engine are known for each frame. */
#pragma once

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

#define RMG_TEST_VAD_RATE 8000
#define RMG_TEST_VAD_FRAME_MS 10
#define RMG_TEST_VAD_FRAME (RMG_TEST_VAD_RATE * RMG_TEST_VAD_FRAME_MS / 1000)
#define RMG_TEST_VAD_ENERGY                                                    \
  "rmgvad engine=energy frame-ms=10 min-speech-ms=30 min-silence-ms=50 "       \
  "padding-ms=20 hangover-ms=0 "

typedef struct
{
  GstHarness *harness;
  GstBus *bus;
} RmgTestVad;

RmgTestVad rmg_test_vad_open_vad (const char *launch);
void rmg_test_vad_close_vad (RmgTestVad *fixture);
GstElement *rmg_test_vad_find_vad (RmgTestVad *fixture);

/* A digit is a number of tens of frames: loud after '+', quiet after '-'. */
GBytes *rmg_test_vad_make_audio (const char *pattern);
gsize rmg_test_vad_count_frames (GBytes *audio);
GstClockTime rmg_test_vad_time_of (guint64 frame);
GstBuffer *rmg_test_vad_cut (
    GBytes *audio, gsize first, gsize n_frames, guint64 position);

/* @random: NULL for one buffer */
void rmg_test_vad_push_audio (
    RmgTestVad *fixture, GBytes *audio, GRand *random);

/* Returns every element message with all fields, one line each. */
char *rmg_test_vad_take_messages (RmgTestVad *fixture);
GstStructure *rmg_test_vad_take_message (RmgTestVad *fixture, const char *name);
GstEvent *rmg_test_vad_take_event (RmgTestVad *fixture, GstEventType type);

/* Returns: the output bytes, and in @frames the position of each of their frames
 * in the stream */
GByteArray *rmg_test_vad_take_output (RmgTestVad *fixture, GArray *frames);

/* From open to the end of the stream. Returns: the messages */
char *rmg_test_vad_run_split (const char *launch, GBytes *audio, GRand *random,
    GByteArray **output, GArray *frames);
