/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_JOIN (rmg_join_get_type ())
G_DECLARE_FINAL_TYPE (RmgJoin, rmg_join, RMG, JOIN, GstElement)

GST_ELEMENT_REGISTER_DECLARE (rmgjoin)

/** rmg_join_get_blocking_pad: (transfer full) (nullable): sink pad of the leg
 * that the other legs wait for. Thread: any. */
GstPad *rmg_join_get_blocking_pad (RmgJoin *self);

G_END_DECLS
