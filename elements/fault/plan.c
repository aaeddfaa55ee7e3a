/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/fault/plan.h"

/* splitmix64 (Steele, Lea, Flood 2014): the same row for a seed everywhere.
 * Returns: a number from 0 to below 1 */
static gdouble
draw (RmgFaultCounts *counts, guint seed)
{
  guint64 z;

  if (counts->random == 0)
    counts->random = seed;
  counts->random += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = counts->random;
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;
  return (gdouble) (z >> 11) * 0x1p-53;
}

gboolean
rmg_fault_plan_offer (const RmgFaultPlan *self, RmgFaultCounts *counts)
{
  gboolean fails = FALSE;

  counts->offered++;
  if (self->fail_after >= 0 && counts->passed == (guint64) self->fail_after)
    fails = TRUE;
  if (self->fail_every > 0 && counts->offered % self->fail_every == 0)
    fails = TRUE;
  if (self->fail_probability > 0.0 &&
      draw (counts, self->seed) < self->fail_probability)
    fails = TRUE;
  if (self->failures >= 0 && counts->failed >= (guint64) self->failures)
    fails = FALSE;

  counts->failed += fails ? 1 : 0;
  return fails;
}
