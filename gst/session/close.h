/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#pragma once

#include "gst/session/data.h"

G_BEGIN_DECLS

/** rmg_session_set_null: sets the pipeline to NULL. %FALSE if a threaded one did
 * not stop within the close timeout, and still does. */
gboolean rmg_session_set_null (RmgSession *self);

/**
 * rmg_session_stop:
 * @error: (out) (optional): %RMG_ERROR_ABANDONED
 *
 * Stops the pipeline; the second call does nothing.
 *
 * Returns: %FALSE if it did not stop in time, and was abandoned
 */
gboolean rmg_session_stop (RmgSession *self, GError **error);

G_END_DECLS
