/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The circuit breaker of a node as a pure function of event, rules, state and
 * time. No element, no clock, no lock. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RmgBreakerState:
 * @RMG_BREAKER_CLOSED: the node receives every buffer
 * @RMG_BREAKER_OPEN: the node receives none until the open time has passed
 * @RMG_BREAKER_HALF_OPEN: the node receives the probes
 * @RMG_BREAKER_SILENT: open, because no data arrived; closes with the next
 *   buffer
 * @RMG_BREAKER_BROKEN: open until the node starts again: a retry cannot help
 */
typedef enum
{
  RMG_BREAKER_CLOSED,
  RMG_BREAKER_OPEN,
  RMG_BREAKER_HALF_OPEN,
  RMG_BREAKER_SILENT,
  RMG_BREAKER_BROKEN,
} RmgBreakerState;

/**
 * RmgBreakerEvent:
 * @RMG_BREAKER_OFFER: an attempt is about to start
 * @RMG_BREAKER_SUCCEEDED: the attempt succeeded
 * @RMG_BREAKER_FAILED: the attempt failed, a later one may succeed
 * @RMG_BREAKER_FAILED_PERMANENTLY: the attempt failed, as every later one will
 * @RMG_BREAKER_CANCELLED: a flush ended the attempt, which proves nothing
 * @RMG_BREAKER_SILENCE: no data arrived for the input time-out
 * @RMG_BREAKER_FAILED_OUTSIDE: the node failed outside of an attempt, such as on
 *   a thread of its own
 * @RMG_BREAKER_GAP: no data, but the input is alive: time has passed
 */
typedef enum
{
  RMG_BREAKER_OFFER,
  RMG_BREAKER_SUCCEEDED,
  RMG_BREAKER_FAILED,
  RMG_BREAKER_FAILED_PERMANENTLY,
  RMG_BREAKER_CANCELLED,
  RMG_BREAKER_SILENCE,
  RMG_BREAKER_FAILED_OUTSIDE,
  RMG_BREAKER_GAP,
} RmgBreakerEvent;

typedef struct
{
  guint failures; /* in a row, of attempts, that open it; 0: never opens */
  guint open_ms;  /* from the opening to the first probe */
  guint probes;   /* that must succeed to close it; 0 counts as 1 */
} RmgBreakerRules;

/* All zero is a closed breaker. */
typedef struct
{
  RmgBreakerState state;
  guint n_failures;  /* closed: failed attempts in a row */
  guint n_probes;    /* half-open: attempts that were allowed */
  guint n_healthy;   /* half-open: attempts that succeeded */
  gint64 due_us;     /* open: time of the first probe */
  guint n_outside;   /* failures outside of attempts, each soon after another */
  gint64 outside_us; /* time of the last one */
} RmgBreaker;

typedef struct
{
  RmgBreakerState from;
  RmgBreakerState to;
  gboolean allowed;        /* of an OFFER: whether the attempt may start */
  gboolean is_first_probe; /* of an OFFER: since it is half-open */
} RmgBreakerResult;

/**
 * rmg_breaker_handle:
 * @self: (inout): state, replaced by the state after @event
 * @now_us: time of @event, never before that of an earlier event
 *
 * Returns: the states before and after, which are equal without a transition
 */
RmgBreakerResult rmg_breaker_handle (RmgBreaker *self,
    const RmgBreakerRules *rules, RmgBreakerEvent event, gint64 now_us);

/** rmg_breaker_is_open: whether a node in @state is not in use. */
gboolean rmg_breaker_is_open (RmgBreakerState state);

/** rmg_breaker_state_get_name: "closed", "open" or "half-open", as in messages
 * and metrics. */
const char *rmg_breaker_state_get_name (RmgBreakerState state);

G_END_DECLS
