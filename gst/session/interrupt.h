/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The end of the sources of a session that was interrupted. */
#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_interrupt_end_sources: sends EOS to every source. A source of a threaded
 * session may be blocked in a push, and then blocks the caller of
 * gst_element_send_event(), so each has a thread of its own. Thread: the
 * session's. */
void rmg_interrupt_end_sources (RmgSession *self);

/** rmg_interrupt_join: waits for those threads. The pipeline is in NULL. */
void rmg_interrupt_join (RmgSession *self);

G_END_DECLS
