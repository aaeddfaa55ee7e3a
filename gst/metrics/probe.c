/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/probe.h"

#include "gst/metrics/ticks.h"

typedef struct
{
  GstPadChainFunction chain;
  GstPadChainListFunction chain_list;
  RmgWatch pad;
  gboolean is_timed;
  gboolean has_path;
} Watch;

/* One call into a watched pad. */
typedef struct _Frame Frame;
struct _Frame
{
  Frame *parent;
  guint depth;
  RmgCounters *counters; /* (nullable): of the node that works in this call */
  guint64 start;         /* in ticks */
  guint64 nested;        /* ticks spent in watched calls inside this one */
  guint64 start_cpu_ns;
};

static __thread Frame *innermost __attribute__ ((tls_model ("initial-exec")));

/* CPU time of this thread. */
static inline guint64
read_cpu_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_GUINT64_CONSTANT (1000000000) + time.tv_nsec;
}

/* Whether the thread of a reader works for other nodes inside the call. A queue
 * does no work: reading the CPU clock would take longer. */
static inline gboolean
is_lent (const RmgWatch *watch)
{
  return watch->producer != NULL && watch->producer->owns_threads &&
      !watch->waits;
}

static gboolean
is_timed (const RmgWatch *watch)
{
  return watch->worker != NULL || watch->waits || is_lent (watch);
}

static inline void
count (const RmgWatch *watch, guint64 n_buffers, guint64 n_bytes)
{
  if (watch->producer != NULL) {
    rmg_counter_add (&watch->producer->buffers_out, n_buffers);
    rmg_counter_add (&watch->producer->bytes_out, n_bytes);
  }
  if (watch->consumer != NULL) {
    rmg_counter_add (&watch->consumer->buffers_in, n_buffers);
    rmg_counter_add (&watch->consumer->bytes_in, n_bytes);
  }
}

static inline void
note_time (const RmgWatch *watch, guint64 now)
{
  if (watch->producer != NULL)
    rmg_counter_set (&watch->producer->last_ticks, now);
  if (watch->consumer != NULL)
    rmg_counter_set (&watch->consumer->last_ticks, now);
  if (watch->worker != NULL && watch->worker != watch->consumer)
    rmg_counter_set (&watch->worker->last_ticks, now);
}

static guint
get_depth (const RmgWatch *watch)
{
  if (watch->worker != NULL)
    return watch->worker->depth;
  return watch->producer != NULL ? watch->producer->depth : 0;
}

static inline void
enter (Frame *frame, const RmgWatch *watch)
{
  frame->parent = innermost;
  frame->depth = get_depth (watch);
  frame->counters = watch->worker;
  frame->nested = 0;
  if (G_UNLIKELY (is_lent (watch)))
    frame->start_cpu_ns = read_cpu_ns ();
  innermost = frame;
  frame->start = rmg_ticks_now ();
  note_time (watch, frame->start);
}

/* The time of a call does not count for the calls around it, up to that of a node
 * in the same bin. A node outside the bin keeps the times of the nodes inside. */
static inline void
subtract_from_outer (const Frame *frame, guint64 total)
{
  for (Frame *outer = frame->parent;
       outer != NULL && outer->depth >= frame->depth; outer = outer->parent) {
    outer->nested += total;
    if (outer->depth == frame->depth)
      break;
  }
}

/* The ring of a trace has times of the monotonic clock. */
static void
trace_call (const RmgTraceNode *node, guint64 total_ns, guint64 own_ns)
{
  rmg_trace_add_call (
      node, rmg_ticks_read_clock () - total_ns, total_ns, own_ns);
}

static inline void
leave (Frame *frame, const RmgWatch *watch)
{
  const guint64 now = rmg_ticks_now ();
  const guint64 total = now > frame->start ? now - frame->start : 0;
  const guint64 own_ns =
      rmg_ticks_to_ns (total > frame->nested ? total - frame->nested : 0);

  innermost = frame->parent;
  if (watch->worker != NULL) {
    rmg_counters_add_call (watch->worker, own_ns);
    if (G_UNLIKELY (watch->worker->trace != NULL))
      trace_call (watch->worker->trace, rmg_ticks_to_ns (total), own_ns);
  }
  subtract_from_outer (frame, total);
  if (watch->waits && frame->parent != NULL && frame->parent->counters != NULL)
    rmg_counter_add (&frame->parent->counters->backpressure_ns, own_ns);
  if (G_UNLIKELY (is_lent (watch)))
    rmg_counter_add (
        &watch->producer->lent_cpu_ns, read_cpu_ns () - frame->start_cpu_ns);
}

/* Data that a queue flushed or dropped did not leave through its pad, so that the
 * account is too high. A buffer that has left the queue and not arrived at the
 * next pad is no sign of that. */
static void
correct_account (const RmgWatch *watch, gsize n_bytes)
{
  gint64 surplus;
  guint level = 0;

  g_object_get (watch->queue, "current-level-bytes", &level, NULL);
  surplus = __atomic_load_n (&watch->entered->bytes, __ATOMIC_RELAXED) -
      (gint64) level;
  if (surplus < 0 || surplus > (gint64) n_bytes)
    rmg_held_add (watch->entered, -surplus);
}

static inline void
account (const RmgWatch *watch, gsize n_bytes, gboolean is_discont)
{
  if (watch->left != NULL)
    rmg_held_add (watch->left, -(gint64) n_bytes);
  if (watch->entered == NULL)
    return;
  if (is_discont ||
      rmg_held_get_bytes (watch->entered) + n_bytes >
          rmg_held_get_peak (watch->entered))
    correct_account (watch, n_bytes);
  rmg_held_add (watch->entered, (gint64) n_bytes);
}

static guint64
get_end (const GstBuffer *buffer)
{
  return GST_BUFFER_PTS_IS_VALID (buffer) &&
          GST_BUFFER_DURATION_IS_VALID (buffer)
      ? GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer)
      : RMG_PATH_NO_STAMP;
}

void
rmg_probe_note_arrival (
    RmgPathInput *self, const GstBuffer *buffer, guint64 item)
{
  const guint64 now_ns = rmg_ticks_read_clock ();

  if (self->by_item)
    rmg_path_input_note (self, item, item + 1, now_ns);
  else
    rmg_path_input_note (
        self, GST_BUFFER_PTS (buffer), get_end (buffer), now_ns);
}

void
rmg_probe_note_output (
    RmgPathOutput *self, const GstBuffer *buffer, guint64 item)
{
  const RmgPathStamp stamp = { GST_BUFFER_PTS (buffer), item };

  rmg_path_output_arrive (self, &stamp, rmg_ticks_read_clock ());
}

static void
note_path (const RmgWatch *watch, const GstBuffer *buffer)
{
  if (watch->begins != NULL)
    rmg_probe_note_arrival (watch->begins, buffer, RMG_PATH_NO_STAMP);
  if (watch->ends != NULL)
    rmg_probe_note_output (watch->ends, buffer, RMG_PATH_NO_STAMP);
}

static gboolean
has_path (const RmgWatch *watch)
{
  return watch->begins != NULL || watch->ends != NULL;
}

static GstFlowReturn
watched_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  const Watch *watch = pad->chaindata;
  const gsize n_bytes = gst_buffer_get_size (buffer);
  Frame frame;
  GstFlowReturn flow;

  count (&watch->pad, 1, n_bytes);
  if (G_UNLIKELY (watch->pad.leaky_left != NULL))
    rmg_leaky_queue_leave (watch->pad.leaky_left, 1);
  account (&watch->pad, n_bytes, GST_BUFFER_IS_DISCONT (buffer));
  if (G_UNLIKELY (watch->has_path))
    note_path (&watch->pad, buffer);
  if (!watch->is_timed)
    return watch->chain (pad, parent, buffer);

  enter (&frame, &watch->pad);
  flow = watch->chain (pad, parent, buffer);
  leave (&frame, &watch->pad);
  if (G_UNLIKELY (watch->pad.leaky_entered != NULL))
    rmg_leaky_queue_enter (watch->pad.leaky_entered, 1);
  return flow;
}

static GstFlowReturn
watched_chain_list (GstPad *pad, GstObject *parent, GstBufferList *list)
{
  const Watch *watch = pad->chainlistdata;
  const gsize n_bytes = gst_buffer_list_calculate_size (list);
  const guint n_buffers = gst_buffer_list_length (list);
  Frame frame;
  GstFlowReturn flow;

  count (&watch->pad, n_buffers, n_bytes);
  if (G_UNLIKELY (watch->pad.leaky_left != NULL))
    rmg_leaky_queue_leave (watch->pad.leaky_left, n_buffers);
  account (&watch->pad, n_bytes, TRUE);
  for (guint i = 0; has_path (&watch->pad) && i < gst_buffer_list_length (list);
       i++)
    note_path (&watch->pad, gst_buffer_list_get (list, i));
  if (!watch->is_timed)
    return watch->chain_list (pad, parent, list);

  enter (&frame, &watch->pad);
  flow = watch->chain_list (pad, parent, list);
  leave (&frame, &watch->pad);
  if (G_UNLIKELY (watch->pad.leaky_entered != NULL))
    rmg_leaky_queue_enter (watch->pad.leaky_entered, n_buffers);
  return flow;
}

static GstFlowReturn
marked_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  const Watch *watch = pad->chaindata;

  note_time (&watch->pad, rmg_ticks_now ());
  return watch->chain (pad, parent, buffer);
}

static GstFlowReturn
marked_chain_list (GstPad *pad, GstObject *parent, GstBufferList *list)
{
  const Watch *watch = pad->chainlistdata;

  note_time (&watch->pad, rmg_ticks_now ());
  return watch->chain_list (pad, parent, list);
}

static gboolean
note_output (GstBuffer **buffer, guint index, gpointer data)
{
  const RmgWatch *watch = data;

  count (watch, 1, gst_buffer_get_size (*buffer));
  note_path (watch, *buffer);
  return TRUE;
}

static GstPadProbeReturn
watched_output (GstPad *pad, GstPadProbeInfo *info, gpointer watch)
{
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    gst_buffer_list_foreach (
        GST_PAD_PROBE_INFO_BUFFER_LIST (info), note_output, watch);
  else
    note_output ((GstBuffer **) &info->data, 0, watch);
  return GST_PAD_PROBE_OK;
}

void
rmg_probe_add_path (GstPad *pad, RmgCounters *producer, RmgPathOutput *ends)
{
  RmgWatch *watch = g_new0 (RmgWatch, 1);

  watch->producer = producer;
  watch->ends = ends;
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
      watched_output, watch, g_free);
}

/* Function of each new pad: it calls the chain function for each buffer. */
static gpointer
find_default_chain_list (gpointer unused)
{
  g_autoptr (GstPad) pad =
      gst_object_ref_sink (gst_pad_new (NULL, GST_PAD_SINK));

  return GST_PAD_CHAINLISTFUNC (pad);
}

gboolean
rmg_probe_fits (GstPad *pad)
{
  return pad->chaindata == NULL && pad->chainlistdata == NULL &&
      GST_PAD_CHAINFUNC (pad) != NULL;
}

static gboolean
add (GstPad *pad, const RmgWatch *counted, GstPadChainFunction chain,
    GstPadChainListFunction chain_list)
{
  static GOnce once = G_ONCE_INIT;
  gpointer default_chain_list = g_once (&once, find_default_chain_list, NULL);
  Watch *watch;

  if (!rmg_probe_fits (pad))
    return FALSE;

  rmg_ticks_init ();
  watch = g_new (Watch, 1);
  *watch = (Watch){ GST_PAD_CHAINFUNC (pad), GST_PAD_CHAINLISTFUNC (pad),
    *counted, is_timed (counted), has_path (counted) };
  gst_pad_set_chain_function_full (pad, chain, watch, g_free);
  if (watch->chain_list != default_chain_list)
    gst_pad_set_chain_list_function_full (pad, chain_list, watch, NULL);
  return TRUE;
}

gboolean
rmg_probe_add (GstPad *pad, const RmgWatch *counted)
{
  return add (pad, counted, watched_chain, watched_chain_list);
}

gboolean
rmg_probe_add_activity (GstPad *pad, const RmgWatch *watch)
{
  return add (pad, watch, marked_chain, marked_chain_list);
}
