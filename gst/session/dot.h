/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Drawings of the pipeline of a session. */
#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_session_dump_dot: writes a drawing to the folder GST_DEBUG_DUMP_DOT_DIR, if
 * it is set. @moment: end of the file's name */
void rmg_session_dump_dot (RmgSession *self, const char *moment);

G_END_DECLS
