/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>

#include <glib.h>

G_BEGIN_DECLS

/**
 * rmg_init:
 *
 * Initialises GStreamer, if the program has not, and registers our elements in
 * this process, so that a program linking librmg needs no plugin path. Every
 * entry point that needs it calls it; calling it again does nothing.
 *
 * Thread: any.
 */
RMG_API void rmg_init (void);

G_END_DECLS
