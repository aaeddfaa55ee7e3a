/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The allocator that an element downstream offers in its answer to the ALLOCATION
 * query. Belongs to the streaming thread. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstAllocator *allocator; /* (nullable): NULL for an allocator of one's own */
  GstAllocationParams params;
} RmgOffer;

/** rmg_offer_take: reads the answered @query, as decide_allocation() has it. */
void rmg_offer_take (RmgOffer *self, GstQuery *query);

/** rmg_offer_request: sends the query for @caps (nullable) out of @pad, and reads
 * the answer. */
void rmg_offer_request (RmgOffer *self, GstPad *pad, GstCaps *caps);

/** rmg_offer_clear: without an offer, also of a zeroed struct. */
void rmg_offer_clear (RmgOffer *self);

G_END_DECLS
