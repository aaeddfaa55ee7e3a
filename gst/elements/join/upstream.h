/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The elements upstream of the legs of a join. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** rmg_join_shares_upstream: whether one element feeds both sink pads. A leg
 * that waits for the other one would then stop that element, too. Thread: any,
 * without a lock. */
gboolean rmg_join_shares_upstream (GstPad *a, GstPad *b);

G_END_DECLS
