/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/nodes/log.h"

static gpointer
new_category (gpointer unused)
{
  GstDebugCategory *category = NULL;

  GST_DEBUG_CATEGORY_INIT (category, "rmgnode", 0,
      "states, retries, restarts and failures of nodes");
  return category;
}

GstDebugCategory *
rmg_node_get_debug_category (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, new_category, NULL);
}
