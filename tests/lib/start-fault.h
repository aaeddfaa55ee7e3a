/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The element "teststart": passes all data, and fails in a change of state. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_test_start_fault_register:
 *
 * Registers "teststart" with the property "state-error", which has the values of
 * fakesink: 0 for none, 1 for NULL to READY, 2 for READY to PAUSED, 3 for PAUSED
 * to PLAYING.
 */
void rmg_test_start_fault_register (void);

G_END_DECLS
