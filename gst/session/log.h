/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The debug category "rmgsession". */
#pragma once

#include <gst/gst.h>

GST_DEBUG_CATEGORY_EXTERN (rmg_session_debug);
#define GST_CAT_DEFAULT rmg_session_debug
