/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/log.h"

GST_DEBUG_CATEGORY (rmg_plan_debug);

void
rmg_plan_log_init (void)
{
  static gsize registered;

  if (g_once_init_enter (&registered)) {
    GST_DEBUG_CATEGORY_INIT (
        rmg_plan_debug, "rmgplan", 0, "plans of manifests and their building");
    g_once_init_leave (&registered, 1);
  }
}
