/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_MP4_DELAY (rmg_mp4_delay_get_type ())
G_DECLARE_FINAL_TYPE (RmgMp4Delay, rmg_mp4_delay, RMG, MP4_DELAY, GstElement)
GST_ELEMENT_REGISTER_DECLARE (rmgmp4delay)

G_END_DECLS
