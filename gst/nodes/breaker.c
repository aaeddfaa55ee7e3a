/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/breaker.h"

#define US_PER_MS 1000

/* Condition of a transition, checked after the event was counted. */
typedef enum
{
  ALWAYS,
  TOO_MANY_FAILURES,
  IS_DUE,
  ALL_PROBES_HEALTHY,
} Condition;

typedef struct
{
  RmgBreakerState from;
  RmgBreakerEvent event;
  Condition condition;
  RmgBreakerState to;
} BreakerTransition;

static const BreakerTransition transitions[] = {
  { RMG_BREAKER_CLOSED, RMG_BREAKER_FAILED, TOO_MANY_FAILURES,
      RMG_BREAKER_OPEN },
  { RMG_BREAKER_CLOSED, RMG_BREAKER_FAILED_PERMANENTLY, ALWAYS,
      RMG_BREAKER_BROKEN },
  { RMG_BREAKER_CLOSED, RMG_BREAKER_FAILED_OUTSIDE, TOO_MANY_FAILURES,
      RMG_BREAKER_OPEN },
  { RMG_BREAKER_CLOSED, RMG_BREAKER_SILENCE, ALWAYS, RMG_BREAKER_SILENT },

  { RMG_BREAKER_OPEN, RMG_BREAKER_OFFER, IS_DUE, RMG_BREAKER_HALF_OPEN },
  { RMG_BREAKER_OPEN, RMG_BREAKER_GAP, IS_DUE, RMG_BREAKER_HALF_OPEN },

  { RMG_BREAKER_HALF_OPEN, RMG_BREAKER_SUCCEEDED, ALL_PROBES_HEALTHY,
      RMG_BREAKER_CLOSED },
  { RMG_BREAKER_HALF_OPEN, RMG_BREAKER_FAILED, ALWAYS, RMG_BREAKER_OPEN },
  { RMG_BREAKER_HALF_OPEN, RMG_BREAKER_FAILED_OUTSIDE, ALWAYS,
      RMG_BREAKER_OPEN },
  { RMG_BREAKER_HALF_OPEN, RMG_BREAKER_FAILED_PERMANENTLY, ALWAYS,
      RMG_BREAKER_BROKEN },

  { RMG_BREAKER_SILENT, RMG_BREAKER_OFFER, ALWAYS, RMG_BREAKER_CLOSED },
  { RMG_BREAKER_SILENT, RMG_BREAKER_GAP, ALWAYS, RMG_BREAKER_CLOSED },
};

static const char *const names[] = {
  [RMG_BREAKER_CLOSED] = "closed",
  [RMG_BREAKER_OPEN] = "open",
  [RMG_BREAKER_HALF_OPEN] = "half-open",
  [RMG_BREAKER_SILENT] = "open",
  [RMG_BREAKER_BROKEN] = "open",
};

/* A node with a thread of its own takes buffers although it is about to fail: a
 * successful attempt does not separate such failures, but time does. */
static void
count_outside (RmgBreaker *self, const RmgBreakerRules *rules, gint64 now_us)
{
  const gint64 apart_us = 2 * (gint64) rules->open_ms * US_PER_MS;

  if (now_us - self->outside_us > apart_us)
    self->n_outside = 0;
  self->n_outside++;
  self->outside_us = now_us;
  self->n_failures = MAX (self->n_failures + 1, self->n_outside);
}

static void
count (RmgBreaker *self, const RmgBreakerRules *rules, RmgBreakerEvent event,
    gint64 now_us)
{
  if (event == RMG_BREAKER_FAILED_OUTSIDE)
    count_outside (self, rules, now_us);
  if (event == RMG_BREAKER_FAILED)
    self->n_failures++;
  if (event == RMG_BREAKER_SUCCEEDED) {
    self->n_failures = 0;
    self->n_healthy++;
  }
  if (event == RMG_BREAKER_CANCELLED && self->n_probes > 0)
    self->n_probes--;
}

static gboolean
is_met (const RmgBreaker *self, const RmgBreakerRules *rules,
    Condition condition, gint64 now_us)
{
  switch (condition) {
    case TOO_MANY_FAILURES:
      return rules->failures > 0 && self->n_failures >= rules->failures;
    case IS_DUE:
      return now_us >= self->due_us;
    case ALL_PROBES_HEALTHY:
      return self->n_healthy >= MAX (rules->probes, 1);
    default:
      return TRUE;
  }
}

static void
enter (RmgBreaker *self, const RmgBreakerRules *rules, RmgBreakerState state,
    gint64 now_us)
{
  *self = (RmgBreaker){
    .state = state, .n_outside = self->n_outside, .outside_us = self->outside_us
  };
  if (state == RMG_BREAKER_OPEN)
    self->due_us = now_us + (gint64) rules->open_ms * US_PER_MS;
}

static gboolean
take_offer (RmgBreaker *self, const RmgBreakerRules *rules)
{
  if (self->state == RMG_BREAKER_CLOSED)
    return TRUE;
  if (self->state != RMG_BREAKER_HALF_OPEN ||
      self->n_probes >= MAX (rules->probes, 1))
    return FALSE;
  self->n_probes++;
  return TRUE;
}

RmgBreakerResult
rmg_breaker_handle (RmgBreaker *self, const RmgBreakerRules *rules,
    RmgBreakerEvent event, gint64 now_us)
{
  RmgBreakerResult result = { self->state, self->state, FALSE };

  count (self, rules, event, now_us);
  for (gsize i = 0; i < G_N_ELEMENTS (transitions); i++) {
    const BreakerTransition *row = &transitions[i];

    if (row->from != result.from || row->event != event ||
        !is_met (self, rules, row->condition, now_us))
      continue;
    enter (self, rules, row->to, now_us);
    break;
  }
  result.to = self->state;
  if (event == RMG_BREAKER_OFFER)
    result.allowed = take_offer (self, rules);
  result.is_first_probe = result.allowed && self->n_probes == 1;
  return result;
}

gboolean
rmg_breaker_is_open (RmgBreakerState state)
{
  return state != RMG_BREAKER_CLOSED && state != RMG_BREAKER_HALF_OPEN;
}

const char *
rmg_breaker_state_get_name (RmgBreakerState state)
{
  return names[state];
}
