/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

/* Category "rmgbin"; initialised before the first RmgBin exists. */
extern GstDebugCategory *rmg_bin_debug;

#define GST_CAT_DEFAULT rmg_bin_debug
