/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The debug category "rmgplan" of the plan and of its building. */
#pragma once

#include <gst/gst.h>

GST_DEBUG_CATEGORY_EXTERN (rmg_plan_debug);
#define GST_CAT_DEFAULT rmg_plan_debug

/** rmg_plan_log_init: registers the category; the first call counts. */
void rmg_plan_log_init (void);
