/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/base/gstbasesink.h>

G_BEGIN_DECLS

#define RMG_TYPE_FILE_SINK (rmg_file_sink_get_type ())
G_DECLARE_FINAL_TYPE (RmgFileSink, rmg_file_sink, RMG, FILE_SINK, GstBaseSink)

GST_ELEMENT_REGISTER_DECLARE (rmgfilesink)

G_END_DECLS
