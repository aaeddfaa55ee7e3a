/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* An inline session whose only node is hosted. The test takes and completes its
 * items, which are whole numbers, and passes the time. One run at a time. */
#pragma once

#include <rmg/host.h>
#include <rmg/session.h>

G_BEGIN_DECLS

typedef struct
{
  RmgSession *session;
  RmgHost *host;
  gint64 now_us;
  guint n_ready;
  GArray *cancelled; /* (element-type guint64) */
  GString *messages; /* "CAUSE " of each message of the breaker */
  int n_destroyed;
} HandRun;

extern HandRun hand_run;

#define HAND_DEFAULT_POLICY "'retry':{}"

/* Registers the node types "Hand" and "HandWithEnds", whose driver receives ends. */
void hand_register (void);

/* @members: of the node, with ' for " */
void hand_start (const char *type, const char *members, RmgFraming framing);
void hand_stop (void);

RmgSessionResult hand_push (gint64 number);

/* Pushes 1 to @n. */
void hand_push_all (guint n);

/* Pulls until the session has no output. @expected: the numbers, each followed by a
 * space; then "eos" or "error" if it has ended */
void hand_assert_pulled (const char *expected);

/* Takes an item, whose value is @number. @item: (out) */
void hand_take_full (RmgHostItem *item, gint64 number);

/* Takes an item, whose value is @number. Returns: its sequence */
guint64 hand_take (gint64 number);

/* Returns: whether an item can be taken, which is lost */
gboolean hand_has_item (void);

/* Returns: (transfer full): one output */
GstBufferList *hand_new_outputs (gint64 number);

/* Returns: (transfer full): caps of values */
GstCaps *hand_get_caps (void);

RmgHostResult hand_complete (guint64 sequence, gint64 number);
RmgHostResult hand_output (guint64 sequence, gint64 number);

/* Fails with a time-out. */
void hand_fail (guint64 sequence);

void hand_pass_time (guint ms);

G_END_DECLS
