/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_MP3_MUX (rmg_mp3_mux_get_type ())
G_DECLARE_FINAL_TYPE (RmgMp3Mux, rmg_mp3_mux, RMG, MP3_MUX, GstElement)
GST_ELEMENT_REGISTER_DECLARE (rmgmp3mux)

G_END_DECLS
