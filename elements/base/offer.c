/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/offer.h"

void
rmg_offer_take (RmgOffer *self, GstQuery *query)
{
  rmg_offer_clear (self);
  if (gst_query_get_n_allocation_params (query) > 0)
    gst_query_parse_nth_allocation_param (
        query, 0, &self->allocator, &self->params);
}

void
rmg_offer_request (RmgOffer *self, GstPad *pad, GstCaps *caps)
{
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, FALSE);

  if (gst_pad_peer_query (pad, query))
    rmg_offer_take (self, query);
  else
    rmg_offer_clear (self);
}

void
rmg_offer_clear (RmgOffer *self)
{
  gst_clear_object (&self->allocator);
  gst_allocation_params_init (&self->params);
}
