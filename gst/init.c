/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include <rmg/init.h>

#include "gst/elements.h"

static gpointer
initialise (gpointer unused)
{
  gst_init (NULL, NULL);
  g_assert (rmg_register_elements (NULL));
  return NULL;
}

void
rmg_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, initialise, NULL);
}
