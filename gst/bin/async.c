/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/bin/async.h"

#include "gst/bin/log.h"

gboolean
rmg_async_is_repeated (RmgAsync *self, GstElement *bin, GstMessage *message)
{
  if (GST_MESSAGE_SRC (message) != GST_OBJECT_CAST (bin))
    return FALSE;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_START)
    g_atomic_int_set (&self->is_due, TRUE);
  return GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE &&
      !g_atomic_int_compare_and_exchange (&self->is_due, TRUE, FALSE);
}

void
rmg_async_skip_readers (GstElement *bin, GstStateChange transition)
{
  GST_DEBUG_OBJECT (bin, "do not wait for readers");
  if (transition != GST_STATE_CHANGE_PAUSED_TO_PLAYING)
    return;
  GST_OBJECT_LOCK (bin);
  GST_STATE_NEXT (bin) = GST_STATE_PENDING (bin) = GST_STATE_PLAYING;
  GST_OBJECT_UNLOCK (bin);
}
