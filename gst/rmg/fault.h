/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The record of a fault: a node that was given up. docs/supervision.md lists the
 * fields of its JSON document and of the message details. */
#pragma once

#include <rmg/api.h>
#include <rmg/value.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * RmgFaultKind:
 * @RMG_FAULT_PERMANENT: a further attempt would fail in the same way
 * @RMG_FAULT_EXHAUSTED: the failure was transient, and the last attempt that the
 *   policy of the node allows has failed as well
 * @RMG_FAULT_DRAIN: the node failed at the end of its stream, when no buffer was
 *   left to offer again
 * @RMG_FAULT_RESTARTS: the node restarted, or was rebuilt, more often than its
 *   policy allows
 * @RMG_FAULT_OUTSIDE: the failure was transient, but came outside of an attempt,
 *   as on a thread of the node or at its start, so that there was no buffer to
 *   offer again
 * @RMG_FAULT_ITEM: no node failed: the item was cancelled, or a node ended the
 *   stream before the end of the item
 *
 * Reason why a node was given up, or an item has no outputs.
 */
typedef enum
{
  RMG_FAULT_PERMANENT,
  RMG_FAULT_EXHAUSTED,
  RMG_FAULT_DRAIN,
  RMG_FAULT_RESTARTS,
  RMG_FAULT_OUTSIDE,
  RMG_FAULT_ITEM,
} RmgFaultKind;

/**
 * RmgFaultAttempt:
 * @number: number of the attempt, counted from 1
 * @time_us: wall clock time of the failure, in us since 1970
 * @domain: (nullable): error domain of the cause; %NULL if the node only
 *   returned a flow error
 * @code: error code of the cause in @domain
 * @message: text of the cause
 * @flow: flow return of the node
 * @action: "retry", "restart", "rebuild", "skip" or "stop": the reaction
 * @delay_ms: delay of @action in ms
 *
 * One failed attempt of a fault.
 */
typedef struct
{
  guint number;
  gint64 time_us;
  const char *domain;
  int code;
  const char *message;
  GstFlowReturn flow;
  const char *action;
  guint delay_ms;
} RmgFaultAttempt;

#define RMG_TYPE_FAULT_ATTEMPT (rmg_fault_attempt_get_type ())
RMG_API GType rmg_fault_attempt_get_type (void);

/**
 * rmg_fault_attempt_copy:
 * @self: an attempt
 *
 * Copies @self. Thread: any.
 *
 * Returns: (transfer full): the copy; free it with rmg_fault_attempt_free()
 */
RMG_API RmgFaultAttempt *rmg_fault_attempt_copy (const RmgFaultAttempt *self);

/**
 * rmg_fault_attempt_free:
 * @self: (transfer full): an attempt
 *
 * Frees @self. Thread: any.
 */
RMG_API void rmg_fault_attempt_free (RmgFaultAttempt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgFaultAttempt, rmg_fault_attempt_free)

/**
 * RMG_FAULT_NO_ITEM:
 *
 * Number of the item of a fault outside items framing.
 */
#define RMG_FAULT_NO_ITEM G_MAXUINT64

/**
 * RmgFault:
 * @node_id: id of the node; "" if no node failed
 * @node_type: type of the node, as the manifest spells it; "" without a node
 * @element_path: (nullable): path of the element that posted the error
 * @item: number of the item that the node worked on, counted from 0 as in
 *   #RmgOutput; %RMG_FAULT_NO_ITEM outside items framing
 * @time_us: wall clock time at which the node was given up, in us since 1970
 * @kind: reason why the node was given up
 * @retryable: whether the failure is transient, so that a later run may succeed
 * @error: domain and code of the cause, with one line that describes the fault
 * @message: text of the cause
 * @flow: flow return of the node; %GST_FLOW_OK if it only posted an error
 * @debug: (nullable): debug text of the cause
 * @lost: (nullable): data that is lost, and the outputs that are incomplete
 * @hint: (nullable): a way to repair it
 * @n_attempts: number of attempts that failed
 *
 * Record of a fault. Immutable; may be shared between threads.
 */
typedef struct
{
  const char *node_id;
  const char *node_type;
  const char *element_path;
  guint64 item;
  gint64 time_us;
  RmgFaultKind kind;
  gboolean retryable;
  const GError *error;
  const char *message;
  GstFlowReturn flow;
  const char *debug;
  const char *lost;
  const char *hint;
  guint n_attempts;
} RmgFault;

#define RMG_TYPE_FAULT (rmg_fault_get_type ())
RMG_API GType rmg_fault_get_type (void);

/**
 * rmg_fault_ref:
 * @self: a fault
 *
 * Adds a reference. Thread: any.
 *
 * Returns: (transfer full): @self
 */
RMG_API RmgFault *rmg_fault_ref (RmgFault *self);

/**
 * rmg_fault_unref:
 * @self: (transfer full): a fault
 *
 * Releases a reference; the last one frees @self. Thread: any.
 */
RMG_API void rmg_fault_unref (RmgFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgFault, rmg_fault_unref)

/**
 * rmg_fault_kind_get_name:
 * @kind: a kind
 *
 * Returns: (transfer none): stable name of @kind, such as "exhausted"
 */
RMG_API const char *rmg_fault_kind_get_name (RmgFaultKind kind);

/**
 * rmg_fault_get_n_recorded:
 * @self: a fault
 *
 * Thread: any.
 *
 * Returns: number of attempts in the record: all of them, or the last 32
 */
RMG_API guint rmg_fault_get_n_recorded (const RmgFault *self);

/**
 * rmg_fault_get_attempt:
 * @self: a fault
 * @index: less than rmg_fault_get_n_recorded()
 *
 * Thread: any.
 *
 * Returns: (transfer none): the attempt, in order of time
 */
RMG_API const RmgFaultAttempt *rmg_fault_get_attempt (
    const RmgFault *self, guint index);

/**
 * rmg_fault_get_user_data:
 * @self: a fault
 *
 * The object that the failed element has attached to its error, for example the
 * exception of a language. Thread: any.
 *
 * Returns: (transfer none) (nullable): the object, valid as long as @self; %NULL
 *   if the error has none
 */
RMG_API RmgValue *rmg_fault_get_user_data (const RmgFault *self);

/**
 * rmg_fault_details_set_user_data:
 * @details: details of an error message that is not posted yet
 * @object: an object, see rmg_value_new_object(); its release function is its
 *   destroy notify, called when the last fault and message with it is freed
 *
 * Attaches an object to an error of an element, so that the fault of the node
 * has it. If the node is tried again, the fault has the object of the last error.
 */
RMG_API void rmg_fault_details_set_user_data (
    GstStructure *details, RmgValue *object);

/**
 * rmg_fault_from_message:
 * @message: a message
 *
 * Reads the record from an error message of the element rmgbin, or from its
 * message "rmg-node-failed". Thread: any.
 *
 * Returns: (transfer full) (nullable): the fault; %NULL if @message has none
 */
RMG_API RmgFault *rmg_fault_from_message (GstMessage *message);

/**
 * rmg_fault_to_structure:
 * @self: a fault
 * @name: name of the structure
 *
 * Thread: any.
 *
 * Returns: (transfer full): the record as a structure
 */
RMG_API GstStructure *rmg_fault_to_structure (
    const RmgFault *self, const char *name);

/**
 * rmg_fault_to_json:
 * @self: a fault
 *
 * Thread: any.
 *
 * Returns: (transfer full): the record as a JSON object
 */
RMG_API char *rmg_fault_to_json (const RmgFault *self);

/**
 * rmg_fault_to_text:
 * @self: a fault
 *
 * Thread: any.
 *
 * Returns: (transfer full): the record for a terminal: the line that describes
 *   the fault, then at most 20 lines of at most 80 columns; ends with a newline
 */
RMG_API char *rmg_fault_to_text (const RmgFault *self);

G_END_DECLS
