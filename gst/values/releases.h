/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Release functions of objects that wait for a thread which may call them. */
#pragma once

#include <rmg/value.h>

G_BEGIN_DECLS

/** rmg_releases_queue: @release is called with @object by rmg_values_run_releases().
 * Takes no lock. Thread: any. */
void rmg_releases_queue (GDestroyNotify release, gpointer object);

G_END_DECLS
