/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/probe.h"

#include <time.h>

typedef struct
{
  GstPadChainFunction chain;
  GstPadChainListFunction chain_list;
  RmgWatch pad;
} Watch;

/* One call into a watched pad. */
typedef struct _Frame Frame;
struct _Frame
{
  Frame *parent;
  RmgMeter *meter; /* of the node that works in this call, if any */
  guint64 start_ns;
  guint64 nested_ns; /* spent in watched calls inside this one */
  guint64 start_cpu_ns;
};

static __thread Frame *innermost __attribute__ ((tls_model ("initial-exec")));

static inline guint64
read_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return time.tv_sec * G_GUINT64_CONSTANT (1000000000) + time.tv_nsec;
}

/* A plain load and store: one thread writes, the others only read. */
void
rmg_meter_add (guint64 *counter, guint64 amount)
{
  __atomic_store_n (counter,
      __atomic_load_n (counter, __ATOMIC_RELAXED) + amount, __ATOMIC_RELAXED);
}

guint64
rmg_meter_read (const guint64 *counter)
{
  return __atomic_load_n (counter, __ATOMIC_RELAXED);
}

static void
record_call (RmgMeter *meter, guint64 own_ns)
{
  rmg_meter_add (&meter->calls, 1);
  rmg_meter_add (&meter->busy_ns, own_ns);
  if (own_ns > meter->max_ns)
    __atomic_store_n (&meter->max_ns, own_ns, __ATOMIC_RELAXED);
  if (own_ns < meter->min_ns || meter->min_ns == 0)
    __atomic_store_n (&meter->min_ns, MAX (own_ns, 1), __ATOMIC_RELAXED);
}

/* Whether the thread of a reader works for others inside the call. In a queue
 * it does not: reading its processor time would take longer than that. */
static inline gboolean
is_lent (const RmgWatch *watch)
{
  return watch->producer != NULL && watch->producer->owns_threads &&
      !watch->waits;
}

static inline gboolean
is_timed (const RmgWatch *watch)
{
  return watch->worker != NULL || watch->waits || is_lent (watch);
}

static inline void
count (const RmgWatch *watch, guint64 n_buffers, guint64 n_bytes)
{
  if (watch->producer != NULL) {
    rmg_meter_add (&watch->producer->buffers_out, n_buffers);
    rmg_meter_add (&watch->producer->bytes_out, n_bytes);
  }
  if (watch->consumer != NULL) {
    rmg_meter_add (&watch->consumer->buffers_in, n_buffers);
    rmg_meter_add (&watch->consumer->bytes_in, n_bytes);
  }
}

static inline void
enter (Frame *frame, const RmgWatch *watch)
{
  frame->parent = innermost;
  frame->meter = watch->worker;
  frame->nested_ns = 0;
  if (is_lent (watch))
    frame->start_cpu_ns = read_clock (CLOCK_THREAD_CPUTIME_ID);
  innermost = frame;
  frame->start_ns = read_clock (CLOCK_MONOTONIC);
}

static inline void
leave (Frame *frame, const RmgWatch *watch)
{
  guint64 total_ns = read_clock (CLOCK_MONOTONIC) - frame->start_ns;

  innermost = frame->parent;
  if (watch->worker != NULL)
    record_call (watch->worker, total_ns - frame->nested_ns);
  if (frame->parent != NULL) {
    frame->parent->nested_ns += total_ns;
    if (watch->waits && frame->parent->meter != NULL)
      rmg_meter_add (
          &frame->parent->meter->backpressure_ns, total_ns - frame->nested_ns);
  }
  if (is_lent (watch))
    rmg_meter_add (&watch->producer->lent_cpu_ns,
        read_clock (CLOCK_THREAD_CPUTIME_ID) - frame->start_cpu_ns);
}

static GstFlowReturn
watched_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  const Watch *watch = pad->chaindata;
  Frame frame;
  GstFlowReturn flow;

  count (&watch->pad, 1, gst_buffer_get_size (buffer));
  if (!is_timed (&watch->pad))
    return watch->chain (pad, parent, buffer);

  enter (&frame, &watch->pad);
  flow = watch->chain (pad, parent, buffer);
  leave (&frame, &watch->pad);
  return flow;
}

static GstFlowReturn
watched_chain_list (GstPad *pad, GstObject *parent, GstBufferList *list)
{
  const Watch *watch = pad->chainlistdata;
  Frame frame;
  GstFlowReturn flow;

  count (&watch->pad, gst_buffer_list_length (list),
      gst_buffer_list_calculate_size (list));
  if (!is_timed (&watch->pad))
    return watch->chain_list (pad, parent, list);

  enter (&frame, &watch->pad);
  flow = watch->chain_list (pad, parent, list);
  leave (&frame, &watch->pad);
  return flow;
}

/* The function that every new pad has: it calls chain for each buffer. */
static gpointer
find_default_chain_list (gpointer unused)
{
  g_autoptr (GstPad) pad =
      gst_object_ref_sink (gst_pad_new (NULL, GST_PAD_SINK));

  return GST_PAD_CHAINLISTFUNC (pad);
}

gboolean
rmg_meter_watch_pad (GstPad *pad, const RmgWatch *what)
{
  static GOnce once = G_ONCE_INIT;
  gpointer default_chain_list = g_once (&once, find_default_chain_list, NULL);
  Watch *watch;

  if (pad->chaindata != NULL || pad->chainlistdata != NULL ||
      GST_PAD_CHAINFUNC (pad) == NULL)
    return FALSE;

  watch = g_new (Watch, 1);
  *watch =
      (Watch){ GST_PAD_CHAINFUNC (pad), GST_PAD_CHAINLISTFUNC (pad), *what };
  gst_pad_set_chain_function_full (pad, watched_chain, watch, g_free);
  if (watch->chain_list != default_chain_list)
    gst_pad_set_chain_list_function_full (pad, watched_chain_list, watch, NULL);
  return TRUE;
}
