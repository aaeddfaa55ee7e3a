/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A join between pads of the test. The log is text: a letter for the leg and a
 * number for each buffer that leaves, with item ends, GAPs and EOS in between. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define JOIN_MAX_LEGS 4

typedef struct
{
  GstElement *join;
  GstPad *legs[JOIN_MAX_LEGS]; /* peers of the join's sink pads */
  guint n_legs;
  GstPad *sink;
  GstBus *bus;
  GString *log;     /* buffers that left; written by one thread at a time */
  GstClockTime pts; /* of the last buffer */
  GstEvent *border; /* position of the last item end */
  gboolean logs_gaps;
  gboolean logs_caps;
} JoinFixture;

/* @mode: of the join; its legs have sent nothing yet */
JoinFixture *join_fixture_new (const char *mode, guint n_legs);

/* The same, and each leg has sent stream-start, caps and segment. */
JoinFixture *join_fixture_new_started (const char *mode, guint n_legs);
void join_fixture_free (JoinFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JoinFixture, join_fixture_free)

void join_fixture_start_leg (GstPad *pad, const char *media_type);

/* Returns: (transfer full): a buffer that is logged as "a0" for leg 0 */
GstBuffer *join_fixture_new_buffer (guint leg, guint number);

/* Pushes buffer @number of a stream of buffers of @n_ms, the first at 0 ms. */
GstFlowReturn join_fixture_push (
    JoinFixture *self, guint leg, guint number, guint n_ms);
void join_fixture_push_unstamped (JoinFixture *self, guint leg, guint number);
void join_fixture_push_gap (
    JoinFixture *self, guint leg, guint start_ms, guint n_ms);
void join_fixture_end_item (JoinFixture *self, guint leg, guint64 item);
void join_fixture_push_eos (JoinFixture *self, guint leg);

/* Each letter names the leg that pushes its next buffer; capitals push EOS. Leg a
 * has buffers of 10 ms, leg b of 20 ms, leg c of 30 ms. */
void join_fixture_push_script (JoinFixture *self, const char *script);

G_END_DECLS
