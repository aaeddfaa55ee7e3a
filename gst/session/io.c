/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Push and pull. Neither blocks. */

#include "gst/session/io.h"
#include "gst/buffers/borrowed.h"
#include "gst/session/cancel.h"
#include "gst/session/input-check.h"
#include "gst/session/skip.h"
#include "gst/session/slices.h"
#include "gst/session/stall.h"
#include "gst/session/whole-item.h"
#include "translator/base/fork.h"
#include <rmg/value-memory.h>

/* Without a receiver the messages so far are dropped, and no more are kept. */
void
rmg_session_deliver (RmgSession *self)
{
  GstMessage *message;

  if (!self->message_func && g_atomic_int_get (&self->keeps_messages))
    g_atomic_int_set (&self->keeps_messages, FALSE);
  while ((message = rmg_exchange_pop_message (&self->exchange)) != NULL) {
    if (self->message_func != NULL)
      self->message_func (message, self->message_data);
    gst_message_unref (message);
  }
}

void
rmg_session_set_message_func (RmgSession *self, RmgMessageFunc func,
    gpointer user_data, GDestroyNotify destroy)
{
  gpointer old_data;
  GDestroyNotify old_destroy;

  g_return_if_fail (RMG_IS_SESSION (self));

  old_data = self->message_data;
  old_destroy = self->message_destroy;
  self->message_func = func;
  self->message_data = user_data;
  self->message_destroy = destroy;
  if (func != NULL)
    g_atomic_int_set (&self->keeps_messages, TRUE);
  if (old_destroy != NULL)
    old_destroy (old_data);
}

/* Attempts that are due, and items that hosts have completed. */
static void
move_data (RmgSession *self)
{
  gint64 due_us;

  rmg_cancel_carry_out (self);
  do {
    if (rmg_runtime_is_parked (self->runtime))
      rmg_runtime_resume (self->runtime);
    rmg_runtime_flush_hosts (self->runtime);
  } while (rmg_skip_feed (self));
  rmg_cancel_carry_out (self);
  due_us = rmg_runtime_get_due (self->runtime);
  if (due_us >= 0 && !self->plan->threaded)
    rmg_wakeup_wake_at (&self->exchange.wakeup, due_us);
}

void
rmg_session_pump (RmgSession *self)
{
  if (rmg_runtime_has_work (self->runtime) || rmg_skip_is_on (self) ||
      rmg_cancel_is_requested (self))
    move_data (self);
  if (rmg_exchange_has_messages (&self->exchange))
    rmg_session_deliver (self);
}

static RmgSessionResult
refuse_input (RmgSession *self, const char *input, GError **error)
{
  g_set_error (error, RMG_ERROR, RMG_ERROR_INPUT,
      input != NULL ? "\"%s\" is not an open input of this pipeline"
                    : "this pipeline has no open input%s",
      input != NULL ? input : "");
  return RMG_SESSION_ERROR;
}

static gboolean
is_meant (const RmgInlet *inlet, const char *input)
{
  return input == NULL || g_str_equal (inlet->node_id, input);
}

static gboolean
is_drained (const RmgOutlet *outlet)
{
  return outlet->ended && rmg_outlet_is_empty (outlet);
}

static gboolean
is_over (const RmgSession *self)
{
  for (guint i = 0; i < self->n_outlets; i++)
    if (!is_drained (&self->outlets[i]))
      return FALSE;
  return g_atomic_int_get (&self->exchange.n_running_sinks) == 0;
}

static guint
next_outlet (const RmgSession *self)
{
  return self->current + 1 < self->n_outlets ? self->current + 1 : 0;
}

/* Items: the share of each outlet in turn. Streams: any outlet that has output. */
static RmgOutlet *
find_outlet (RmgSession *self)
{
  for (guint i = 0; i < self->n_outlets; i++) {
    RmgOutlet *outlet = &self->outlets[self->current];

    if (!rmg_outlet_is_empty (outlet))
      return rmg_skip_can_pull (self, rmg_outlet_peek (outlet)) ? outlet : NULL;
    if (self->plan->framing == RMG_FRAMING_ITEMS && !outlet->ended)
      return NULL;
    self->current = next_outlet (self);
  }
  return NULL;
}

static gboolean
has_output_to_pull (RmgSession *self)
{
  gboolean has = FALSE;
  gboolean is_locked = rmg_exchange_lock (&self->exchange);

  if (self->exchange.n_bytes >= self->options.max_bytes) {
    const RmgOutput *next = rmg_outlet_peek (&self->outlets[self->current]);

    has = self->plan->framing == RMG_FRAMING_STREAM ||
        (next != NULL && rmg_skip_can_pull (self, next));
  }
  rmg_exchange_unlock (&self->exchange, is_locked);
  return has;
}

/* For reasons that are the same for all inputs. */
static gboolean
accepts_nothing (RmgSession *self)
{
  return rmg_runtime_is_parked (self->runtime) ||
      rmg_runtime_is_full (self->runtime) || has_output_to_pull (self);
}

static gboolean
has_room (RmgSession *self, const RmgInlet *inlet)
{
  return rmg_skip_is_on (self)
      ? rmg_skip_has_room (self, inlet)
      : rmg_inlet_has_room ((RmgInlet *) inlet, self->options.max_bytes);
}

static RmgSessionResult
find_room (RmgSession *self, const char *input, GError **error)
{
  guint n_meant = 0, n_open = 0;

  if (self->finishing)
    return RMG_SESSION_EOS;
  if (accepts_nothing (self))
    return RMG_SESSION_FULL;
  for (guint i = 0; i < self->n_inlets; i++) {
    RmgInlet *inlet = &self->inlets[i];

    if (!is_meant (inlet, input))
      continue;
    n_meant++;
    n_open += !inlet->ended;
    if (!has_room (self, inlet))
      return RMG_SESSION_FULL;
  }
  if (n_meant == 0)
    return refuse_input (self, input, error);
  if (n_open > 0)
    return RMG_SESSION_OK;
  return rmg_exchange_get_failure (&self->exchange, error) ? RMG_SESSION_ERROR
                                                           : RMG_SESSION_EOS;
}

static gboolean
has_result (RmgSession *self)
{
  gboolean is_locked = rmg_exchange_lock (&self->exchange);
  gboolean has = find_outlet (self) != NULL || is_over (self);

  rmg_exchange_unlock (&self->exchange, is_locked);
  return has;
}

/* Room that was made before the descriptor was reset does not make it readable
 * again, so look once more. Returns: whether to */
static gboolean
looks_again (RmgSession *self)
{
  if (!rmg_wakeup_reset_fd (&self->exchange.wakeup))
    return FALSE;
  rmg_session_pump (self);
  if (has_result (self))
    rmg_wakeup_wake (&self->exchange.wakeup);
  return TRUE;
}

static RmgSessionResult
check_room (RmgSession *self, const char *input, GError **error)
{
  RmgSessionResult result = find_room (self, input, error);

  if (result == RMG_SESSION_FULL && looks_again (self))
    result = find_room (self, input, error);
  self->lacks_room = result == RMG_SESSION_FULL;
  return result;
}

/* Pulls have made room: no thread wakes the caller of push. */
static void
offer_room (RmgSession *self)
{
  if (!self->lacks_room || accepts_nothing (self))
    return;
  self->lacks_room = FALSE;
  rmg_wakeup_wake (&self->exchange.wakeup);
}

/* Takes @buffer. */
static RmgSessionResult
push_inlet (RmgSession *self, RmgInlet *inlet, GstCaps *caps, GstBuffer *buffer,
    gboolean ends)
{
  if (rmg_skip_is_on (self)) {
    rmg_skip_push (self, inlet, caps, buffer, ends);
    return RMG_SESSION_OK;
  }
  return rmg_slices_push (self, inlet, caps, buffer, ends) >= GST_FLOW_OK
      ? RMG_SESSION_OK
      : RMG_SESSION_EOS;
}

static RmgInlet *
next_inlet (RmgSession *self, const char *input, guint *position)
{
  while (*position < self->n_inlets) {
    RmgInlet *inlet = &self->inlets[(*position)++];

    if (is_meant (inlet, input) && !inlet->ended)
      return inlet;
  }
  return NULL;
}

static RmgSessionResult
push_meant (RmgSession *self, const char *input, GstCaps *caps,
    GstBuffer **buffer, gboolean ends)
{
  GstBuffer *taken = buffer != NULL ? g_steal_pointer (buffer) : NULL;
  RmgSessionResult result = RMG_SESSION_EOS;
  guint position = 0;
  RmgInlet *inlet = next_inlet (self, input, &position);

  while (inlet != NULL) {
    RmgInlet *next = next_inlet (self, input, &position);
    GstBuffer *share =
        next != NULL && taken != NULL ? gst_buffer_ref (taken) : taken;

    if (push_inlet (self, inlet, caps, share, ends) == RMG_SESSION_OK)
      result = RMG_SESSION_OK;
    inlet = next;
  }
  return result;
}

static gboolean
check_meant (RmgSession *self, const char *input, GstCaps *caps,
    GstBuffer *buffer, GError **error)
{
  for (guint i = 0; i < self->n_inlets; i++)
    if (is_meant (&self->inlets[i], input) &&
        !rmg_input_check (&self->inlets[i], caps, buffer, error))
      return FALSE;
  return TRUE;
}

/* Threads read the data after the push. */
static void
enter (RmgSession *self, GstBuffer **buffer)
{
  if (self->plan->threaded)
    rmg_borrowed_replace (buffer, self->copies);
  else
    rmg_borrowed_set_copies (*buffer, self->copies);
}

/* @buffer: (nullable): NULL to end an item */
static RmgSessionResult
push (RmgSession *self, const char *input, GstCaps *caps, GstBuffer **buffer,
    gboolean ends, GError **error)
{
  RmgSessionResult result;

  if (!rmg_fork_check (error))
    return RMG_SESSION_ERROR;
  rmg_session_pump (self);
  result = check_room (self, input, error);
  if (result != RMG_SESSION_OK)
    return result;
  if (buffer != NULL && !check_meant (self, input, caps, *buffer, error))
    return RMG_SESSION_ERROR;
  if (buffer != NULL)
    enter (self, buffer);

  result = push_meant (self, input, caps, buffer, ends);
  rmg_session_pump (self);
  if (result == RMG_SESSION_EOS &&
      rmg_exchange_get_failure (&self->exchange, error))
    return RMG_SESSION_ERROR;
  return result;
}

RmgSessionResult
rmg_session_push (RmgSession *self, const char *input, GstCaps *caps,
    GstBuffer **buffer, GError **error)
{
  g_return_val_if_fail (self != NULL && buffer != NULL, RMG_SESSION_ERROR);

  return push (self, input, caps, buffer,
      self->plan->framing == RMG_FRAMING_ITEMS, error);
}

RmgSessionResult
rmg_session_push_part (RmgSession *self, const char *input, GstCaps *caps,
    GstBuffer **buffer, GError **error)
{
  g_return_val_if_fail (self != NULL && buffer != NULL, RMG_SESSION_ERROR);

  return push (self, input, caps, buffer, FALSE, error);
}

RmgSessionResult
rmg_session_end_item (RmgSession *self, const char *input, GError **error)
{
  g_return_val_if_fail (self != NULL, RMG_SESSION_ERROR);

  return push (self, input, NULL, NULL, TRUE, error);
}

RmgSessionResult
rmg_session_push_value (
    RmgSession *self, const char *input, RmgValue *value, GError **error)
{
  static GstStaticCaps value_caps = GST_STATIC_CAPS (RMG_VALUE_MEDIA_TYPE);
  g_autoptr (GstCaps) caps = gst_static_caps_get (&value_caps);
  g_autoptr (GstBuffer) buffer = NULL;

  g_return_val_if_fail (self != NULL && value != NULL, RMG_SESSION_ERROR);

  buffer = rmg_value_buffer_new (rmg_value_ref (value));
  return rmg_session_push (self, input, caps, &buffer, error);
}

RmgSessionResult
rmg_session_push_values (RmgSession *self, const char *input,
    const RmgNumber *numbers, gsize n_numbers, GError **error)
{
  g_autoptr (RmgValue) list = NULL;

  g_return_val_if_fail (
      self != NULL && (numbers != NULL || n_numbers == 0), RMG_SESSION_ERROR);

  list = rmg_value_new_numbers (numbers, n_numbers);
  return rmg_session_push_value (self, input, list, error);
}

/* Data waits for its way through the pipeline. */
static gboolean
is_busy (RmgSession *self)
{
  return rmg_runtime_is_parked (self->runtime) || rmg_skip_is_busy (self);
}

RmgSessionResult
rmg_session_finish (RmgSession *self, GError **error)
{
  g_return_val_if_fail (self != NULL, RMG_SESSION_ERROR);

  if (!rmg_fork_check (error))
    return RMG_SESSION_ERROR;
  rmg_session_pump (self);
  if (self->finished)
    return RMG_SESSION_EOS;
  if (is_busy (self) && !(looks_again (self) && !is_busy (self)))
    return RMG_SESSION_FULL;
  self->finishing = self->finished = TRUE;
  rmg_skip_feed_rest (self);
  /* Sources go on by themselves. */
  if (self->n_inlets > 0)
    rmg_runtime_drain (self->runtime);
  for (guint i = 0; i < self->n_inlets; i++)
    rmg_inlet_finish (&self->inlets[i]);
  rmg_session_pump (self);
  return RMG_SESSION_OK;
}

static void
take (RmgSession *self, RmgOutlet *outlet, RmgOutput *output)
{
  rmg_outlet_pop (outlet, output);
  if (output->buffer != NULL)
    return;
  self->current = output->fault != NULL ? 0 : next_outlet (self);
  self->pulled = output->item + (self->current == 0 ? 1 : 0);
}

static RmgSessionResult
take_next (RmgSession *self, RmgOutput *output)
{
  RmgSessionResult result = RMG_SESSION_EMPTY;
  gboolean is_locked = rmg_exchange_lock (&self->exchange);
  RmgOutlet *outlet = find_outlet (self);

  if (outlet != NULL) {
    take (self, outlet, output);
    result = RMG_SESSION_OK;
  } else if (is_over (self) && !rmg_skip_goes_on (self)) {
    result = RMG_SESSION_EOS;
  }
  rmg_exchange_unlock (&self->exchange, is_locked);
  return result;
}

static RmgSessionResult
pump_and_take (RmgSession *self, RmgOutput *output)
{
  rmg_session_pump (self);
  return take_next (self, output);
}

RmgSessionResult
rmg_session_pull_part (RmgSession *self, RmgOutput *output, GError **error)
{
  RmgSessionResult result;

  if (!rmg_fork_check (error))
    return RMG_SESSION_ERROR;
  result = pump_and_take (self, output);
  if (result == RMG_SESSION_EMPTY &&
      rmg_wakeup_reset_fd (&self->exchange.wakeup))
    result = pump_and_take (self, output);
  if (result == RMG_SESSION_EMPTY)
    offer_room (self);
  if (result == RMG_SESSION_EMPTY && rmg_stall_is_over (self))
    result = RMG_SESSION_EOS;
  if (result != RMG_SESSION_EOS)
    return result;

  if (self->end_monotonic_us == 0)
    self->end_monotonic_us = g_get_monotonic_time ();
  rmg_session_pump (self);
  return rmg_exchange_get_failure (&self->exchange, error) ||
          rmg_stall_get_error (self, error)
      ? RMG_SESSION_ERROR
      : RMG_SESSION_EOS;
}

RmgSessionResult
rmg_session_pull (RmgSession *self, RmgOutput *output, GError **error)
{
  g_return_val_if_fail (self != NULL && output != NULL, RMG_SESSION_ERROR);

  *output = (RmgOutput){ NULL };
  return rmg_whole_item_pop (self, output)
      ? RMG_SESSION_OK
      : rmg_session_pull_part (self, output, error);
}
