/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_JOIN (rmg_join_get_type ())
G_DECLARE_FINAL_TYPE (RmgJoin, rmg_join, RMG, JOIN, GstElement)

GST_ELEMENT_REGISTER_DECLARE (rmgjoin)

G_END_DECLS
