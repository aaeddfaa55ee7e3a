/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/faults/fault.h"

/* The public fields come first. */
typedef struct
{
  RmgFault fields;
  GPtrArray *attempts; /* (element-type RmgFaultAttempt) */
  RmgValue *user_data; /* (nullable) */
} FaultRecord;

G_DEFINE_BOXED_TYPE (RmgFault, rmg_fault, rmg_fault_ref, rmg_fault_unref)
G_DEFINE_BOXED_TYPE (RmgFaultAttempt, rmg_fault_attempt, rmg_fault_attempt_copy,
    rmg_fault_attempt_free)

static const char *const kind_names[] = {
  [RMG_FAULT_PERMANENT] = "permanent",
  [RMG_FAULT_EXHAUSTED] = "exhausted",
  [RMG_FAULT_DRAIN] = "drain",
  [RMG_FAULT_RESTARTS] = "restarts",
  [RMG_FAULT_OUTSIDE] = "outside",
  [RMG_FAULT_ITEM] = "item",
};

const char *
rmg_fault_kind_get_name (RmgFaultKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

RmgFaultAttempt *
rmg_fault_attempt_copy (const RmgFaultAttempt *self)
{
  RmgFaultAttempt *copy = g_new (RmgFaultAttempt, 1);

  *copy = *self;
  copy->domain = g_intern_string (self->domain);
  copy->action = g_intern_string (self->action);
  copy->message = g_strdup (self->message);
  return copy;
}

void
rmg_fault_attempt_free (RmgFaultAttempt *self)
{
  g_free ((char *) self->message);
  g_free (self);
}

GPtrArray *
rmg_fault_attempts_new (void)
{
  return g_ptr_array_new_with_free_func (
      (GDestroyNotify) rmg_fault_attempt_free);
}

static void
copy_texts (RmgFault *to, const RmgFault *from)
{
  *to = *from;
  to->node_id = g_strdup (from->node_id);
  to->node_type = g_strdup (from->node_type);
  to->element_path = g_strdup (from->element_path);
  to->message = g_strdup (from->message);
  to->debug = g_strdup (from->debug);
  to->lost = g_strdup (from->lost);
  to->hint = g_strdup (from->hint);
  to->error = g_error_copy (from->error);
}

static gpointer
copy_attempt (gconstpointer attempt, gpointer unused)
{
  return rmg_fault_attempt_copy (attempt);
}

RmgFault *
rmg_fault_new (const RmgFault *fields, const GPtrArray *attempts)
{
  FaultRecord *self = g_atomic_rc_box_new0 (FaultRecord);

  copy_texts (&self->fields, fields);
  self->attempts = attempts != NULL
      ? g_ptr_array_copy ((GPtrArray *) attempts, copy_attempt, NULL)
      : rmg_fault_attempts_new ();
  g_ptr_array_set_free_func (
      self->attempts, (GDestroyNotify) rmg_fault_attempt_free);
  return &self->fields;
}

RmgFault *
rmg_fault_ref (RmgFault *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_record (gpointer data)
{
  FaultRecord *self = data;
  RmgFault *fields = &self->fields;

  g_free ((char *) fields->node_id);
  g_free ((char *) fields->node_type);
  g_free ((char *) fields->element_path);
  g_free ((char *) fields->message);
  g_free ((char *) fields->debug);
  g_free ((char *) fields->lost);
  g_free ((char *) fields->hint);
  g_error_free ((GError *) fields->error);
  g_ptr_array_unref (self->attempts);
  g_clear_pointer (&self->user_data, rmg_value_unref);
}

void
rmg_fault_take_user_data (RmgFault *self, const GstStructure *details)
{
  FaultRecord *record = (FaultRecord *) self;
  const GValue *value = details != NULL
      ? gst_structure_get_value (details, RMG_FAULT_USER_DATA)
      : NULL;

  if (value == NULL || !G_VALUE_HOLDS (value, RMG_TYPE_VALUE))
    return;
  g_clear_pointer (&record->user_data, rmg_value_unref);
  record->user_data = g_value_dup_boxed (value);
}

RmgValue *
rmg_fault_get_user_data (const RmgFault *self)
{
  return ((const FaultRecord *) self)->user_data;
}

void
rmg_fault_details_set_user_data (GstStructure *details, RmgValue *object)
{
  g_return_if_fail (details != NULL && object != NULL);

  gst_structure_set (
      details, RMG_FAULT_USER_DATA, RMG_TYPE_VALUE, object, NULL);
}

void
rmg_fault_unref (RmgFault *self)
{
  g_atomic_rc_box_release_full (self, clear_record);
}

guint
rmg_fault_get_n_recorded (const RmgFault *self)
{
  return ((const FaultRecord *) self)->attempts->len;
}

const RmgFaultAttempt *
rmg_fault_get_attempt (const RmgFault *self, guint index)
{
  g_return_val_if_fail (index < rmg_fault_get_n_recorded (self), NULL);

  return ((const FaultRecord *) self)->attempts->pdata[index];
}
