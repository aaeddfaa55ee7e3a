/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* State changes of a bin that does not wait for its readers.
 *
 * The parent of the bin must not wait for them either, so the ASYNC messages of
 * readers stay inside. GstBin still sees that the readers are not done: it
 * continues without them and posts ASYNC_DONE, again for each state. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  int is_due; /* atomic: ASYNC_START was posted, its ASYNC_DONE is due */
} RmgAsync;

/** rmg_async_is_repeated: whether @message of @bin itself is an ASYNC_DONE
 * without an ASYNC_START, which must not be posted. Thread: any. */
gboolean rmg_async_is_repeated (
    RmgAsync *self, GstElement *bin, GstMessage *message);

/** rmg_async_skip_readers: completes @transition of @bin while its readers
 * change their state. GstBin would stay in PAUSED if a child is not done when
 * the bin goes to PLAYING. */
void rmg_async_skip_readers (GstElement *bin, GstStateChange transition);

G_END_DECLS
