/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Which offers of a buffer fail: settings and counts in, a verdict out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64
      fail_after; /* number of buffers before the failing buffer; -1 for none */
  guint fail_every;         /* every n-th offer fails; 0 for none */
  gdouble fail_probability; /* of an offer to fail */
  guint seed;
  gint failures; /* in all; -1 without end */
} RmgFaultPlan;

/* A buffer may be offered again after it failed; it counts as passed once. */
typedef struct
{
  guint64 offered, passed, failed;
  guint64 random; /* state of the generator; 0 before its first use */
} RmgFaultCounts;

/* Returns: whether the buffer offered now fails; counts the offer and the
 * failure, but not that it passed */
gboolean rmg_fault_plan_offer (
    const RmgFaultPlan *self, RmgFaultCounts *counts);

G_END_DECLS
