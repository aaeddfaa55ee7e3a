/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* First element of a leg of a tee. Isolates the other legs: EOS, NOT_LINKED and
 * errors of the leg blow the fuse, which then drops every buffer and returns OK
 * upstream.
 *
 * gst-launch-1.0 audiotestsrc num-buffers=10 ! tee name=t t. ! rmgfuse ! queue ! fakesink t. ! rmgfuse ! queue ! fakesink */

#include "gst/elements/rmgfuse.h"

#include "gst/elements/pass-element.h"
#include "gst/nodes/log.h"
#include "gst/nodes/progress.h"

#define GST_CAT_DEFAULT (rmg_node_get_debug_category ())

struct _RmgFuse
{
  GstElement parent;

  RmgPassPads pads;
  RmgFuseNotify notify; /* (nullable) */
  gpointer notify_data;
  RmgDrops drops;   /* streaming thread */
  gboolean blown;   /* streaming thread */
  gboolean skipped; /* streaming thread: the last buffer was dropped */
  guint turn;       /* atomic: see RmgProgress */
  int down;         /* atomic */
  int ended;        /* atomic: EOS has passed */
};

G_DEFINE_FINAL_TYPE (RmgFuse, rmg_fuse, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (rmgfuse, "rmgfuse", GST_RANK_NONE, RMG_TYPE_FUSE)

static void
blow (RmgFuse *self, GstFlowReturn flow)
{
  GST_DEBUG_OBJECT (
      self, "leg returned %s: drop its buffers", gst_flow_get_name (flow));
  self->blown = TRUE;
  if (flow < GST_FLOW_EOS && self->notify != NULL)
    self->notify (self, flow, self->notify_data);
  gst_pad_push_event (self->pads.src, gst_event_new_eos ());
}

/* Returns: whether @buffer (inout) was dropped */
static gboolean
skip_while_down (RmgFuse *self, GstBuffer **buffer)
{
  if (g_atomic_int_get (&self->down)) {
    rmg_drops_add (&self->drops, RMG_DROP_STALLED, 1);
    self->skipped = TRUE;
    gst_clear_buffer (buffer);
    return TRUE;
  }
  if (!self->skipped)
    return FALSE;
  self->skipped = FALSE;
  rmg_drops_end_row (&self->drops);
  *buffer = gst_buffer_make_writable (*buffer);
  GST_BUFFER_FLAG_SET (*buffer, GST_BUFFER_FLAG_DISCONT);
  return FALSE;
}

static GstFlowReturn
rmg_fuse_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  RmgFuse *self = RMG_FUSE (parent);
  GstFlowReturn flow;

  if (self->blown) {
    rmg_drops_add (&self->drops, RMG_DROP_FAILED, 1);
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }
  if (skip_while_down (self, &buffer))
    return GST_FLOW_OK;
  rmg_progress_take_turn (&self->turn);
  flow = gst_pad_push (self->pads.src, buffer);
  rmg_progress_take_turn (&self->turn);
  if (flow == GST_FLOW_OK)
    return flow;
  /* FLUSHING of the leg alone: it restarts or goes down. */
  if (flow == GST_FLOW_FLUSHING)
    return GST_PAD_IS_FLUSHING (pad) ? flow : GST_FLOW_OK;
  blow (self, flow);
  return GST_FLOW_OK;
}

static void
reset (RmgFuse *self)
{
  self->blown = FALSE;
  self->skipped = FALSE;
  rmg_drops_end_row (&self->drops);
  g_atomic_int_set (&self->ended, FALSE);
}

static gboolean
rmg_fuse_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  RmgFuse *self = RMG_FUSE (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    reset (self);
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    g_atomic_int_set (&self->ended, TRUE);
  if (self->blown && GST_EVENT_IS_SERIALIZED (event)) {
    gst_event_unref (event);
    return TRUE;
  }
  return gst_pad_push_event (self->pads.src, event);
}

void
rmg_fuse_set_notify (RmgFuse *self, RmgFuseNotify notify, gpointer data)
{
  g_return_if_fail (RMG_IS_FUSE (self));

  self->notify = notify;
  self->notify_data = data;
}

void
rmg_fuse_set_drops (RmgFuse *self, const RmgDrops *drops)
{
  g_return_if_fail (RMG_IS_FUSE (self));

  self->drops = *drops;
}

void
rmg_fuse_set_down (RmgFuse *self, gboolean down)
{
  g_return_if_fail (RMG_IS_FUSE (self));

  g_atomic_int_set (&self->down, down);
}

guint
rmg_fuse_get_turn (RmgFuse *self)
{
  return rmg_progress_read_turn (&self->turn);
}

gboolean
rmg_fuse_has_ended (RmgFuse *self)
{
  return g_atomic_int_get (&self->ended);
}

static GstStateChangeReturn
rmg_fuse_change_state (GstElement *element, GstStateChange transition)
{
  GstStateChangeReturn result = GST_ELEMENT_CLASS (rmg_fuse_parent_class)
                                    ->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    reset (RMG_FUSE (element));
  return result;
}

static void
rmg_fuse_init (RmgFuse *self)
{
  self->pads =
      rmg_pass_element_add_pads (self, rmg_fuse_chain, rmg_fuse_sink_event);
}

static void
rmg_fuse_class_init (RmgFuseClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  element_class->change_state = rmg_fuse_change_state;
  rmg_pass_element_install (element_class, "Leg fuse",
      "Isolates the other legs of a tee from the end of this one");
}
