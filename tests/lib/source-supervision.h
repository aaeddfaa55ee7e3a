/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A node whose supervisor retries a number of times at once, and then gives up. */
#pragma once

#include "gst/nodes/node.h"

G_BEGIN_DECLS

typedef struct
{
  RmgPlanNode plan;
  RmgNode *node;
  guint max_failures; /* in a row that are retried */
  guint delay_ms;
  guint n_decisions; /* atomic */
  gboolean gave_up;
  gboolean skips;      /* a breaker opens instead of giving up */
  gboolean is_broken;  /* and stays open */
  guint n_proofs;      /* successes that the breaker learned of */
  RmgFailure *failure; /* (nullable): the last one */
} SourceSupervision;

void source_supervision_init (SourceSupervision *self, guint max_failures);
void source_supervision_clear (SourceSupervision *self);

G_END_DECLS
