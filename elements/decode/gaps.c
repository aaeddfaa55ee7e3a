/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/decode/gaps.h"

/* Containers round times to milliseconds or to a frame of video. */
#define DEFAULT_TOLERANCE (40 * GST_MSECOND)

#define S(time) ((double) (time) / GST_SECOND)

void
rmg_gaps_init (RmgGaps *self)
{
  *self = (RmgGaps){ .tolerance = DEFAULT_TOLERANCE };
}

void
rmg_gaps_reset (RmgGaps *self)
{
  self->has_next = FALSE;
}

static void
add_missing (RmgGaps *self, GstClockTime time, GstClockTime missing)
{
  if (self->n_places++ == 0)
    self->first = time;
  self->missing += missing;
}

void
rmg_gaps_add (RmgGaps *self, GstClockTime time, GstClockTime duration)
{
  if (self->has_next && time > self->next + self->tolerance)
    add_missing (self, self->next, time - self->next);
  self->has_next = TRUE;
  self->next = time + duration;
}

void
rmg_gaps_add_place (RmgGaps *self, GstClockTime time)
{
  add_missing (self, time, 0);
}

char *
rmg_gaps_describe (const RmgGaps *self, GstClockTime delay)
{
  const GstClockTime first = self->first > delay ? self->first - delay : 0;
  g_autofree char *place = NULL;

  if (self->n_places == 0)
    return NULL;
  if (self->n_places == 1)
    place = g_strdup_printf ("at %.3f s", S (first));
  else
    place = g_strdup_printf (
        "at %u places, the first at %.3f s", self->n_places, S (first));
  if (self->missing == 0)
    return g_strdup_printf ("The file is damaged %s.", place);
  return g_strdup_printf (
      "The file is damaged: %.3f s are missing %s.", S (self->missing), place);
}

char *
rmg_gaps_describe_end (
    const RmgGaps *self, GstClockTime length, GstClockTime delay)
{
  if (!self->has_next || !GST_CLOCK_TIME_IS_VALID (length) ||
      self->next + self->tolerance >= length)
    return NULL;
  return g_strdup_printf ("The file ends after %.3f of %.3f s.",
      S (self->next > delay ? self->next - delay : 0), S (length - delay));
}
