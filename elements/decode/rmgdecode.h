/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_DECODE (rmg_decode_get_type ())
G_DECLARE_FINAL_TYPE (RmgDecode, rmg_decode, RMG, DECODE, GstBin)
GST_ELEMENT_REGISTER_DECLARE (rmgdecode)

G_END_DECLS
