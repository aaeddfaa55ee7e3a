/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_WAV_PARSE (rmg_wav_parse_get_type ())
G_DECLARE_FINAL_TYPE (RmgWavParse, rmg_wav_parse, RMG, WAV_PARSE, GstElement)

GST_ELEMENT_REGISTER_DECLARE (rmgwavparse)

G_END_DECLS
