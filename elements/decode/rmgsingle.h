/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_SINGLE (rmg_single_get_type ())
G_DECLARE_FINAL_TYPE (RmgSingle, rmg_single, RMG, SINGLE, GstBin)
GST_ELEMENT_REGISTER_DECLARE (rmgsingle)

G_END_DECLS
