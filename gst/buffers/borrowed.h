/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#pragma once

#include "gst/buffers/copies.h"

#include <rmg/borrowed.h>

G_BEGIN_DECLS

/** rmg_borrowed_is_empty: whether borrowed memory in @buffer has been returned to
 * its owner without a copy. Thread: any. */
gboolean rmg_borrowed_is_empty (GstBuffer *buffer);

/** rmg_borrowed_set_copies: from now on, copies of borrowed memory in @buffer count
 * in @copies (nullable). Thread: any. */
void rmg_borrowed_set_copies (GstBuffer *buffer, RmgCopies *copies);

/** rmg_borrowed_replace: replaces a buffer that has borrowed memory, or a part of
 * it, by a copy, which counts in @copies. @buffer: (inout) (transfer full): not
 * empty. Thread: any. */
void rmg_borrowed_replace (GstBuffer **buffer, RmgCopies *copies);

G_END_DECLS
