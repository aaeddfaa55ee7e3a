/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A text of everything that an element outputs, independent of the sizes of its
 * buffers: each line is an event, a message, or audio whose stamps meet. */
#pragma once

#include <gst/audio/audio.h>
#include <gst/check/gstharness.h>

typedef struct
{
  gboolean keeps_sizes; /* each buffer is a line */
  gboolean has_levels;  /* audio of different GstAudioLevelMeta is apart */

  GString *events;   /* of the source pad, with the audio */
  GString *messages; /* of the element, and of its pad `segments` */

  GstAudioInfo info;
  GChecksum *checksum; /* of the open audio */
  GstClockTime start, end;
  gsize n_frames;
  gint level;
  gboolean is_discont, is_gap;
  gboolean was_discont;            /* of empty buffers */
  GstClockTime gap_start, gap_end; /* not written yet */
  GstPad *segments;
} RmgTestStreamLog;

/* Logs the output of @h from now on. */
void rmg_test_stream_log_open (RmgTestStreamLog *self, GstHarness *h);

/* Completes the text. */
void rmg_test_stream_log_finish (RmgTestStreamLog *self);
void rmg_test_stream_log_close (RmgTestStreamLog *self, GstHarness *h);
