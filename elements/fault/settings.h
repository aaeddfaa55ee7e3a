/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The properties of rmgfault that can be set. */
#pragma once

#include "elements/base/settings.h"
#include "elements/fault/plan.h"

G_BEGIN_DECLS

typedef enum
{
  RMG_FAULT_BEFORE_OUTPUT,
  RMG_FAULT_AFTER_OUTPUT,
  RMG_FAULT_PARTIAL_WRITE, /* after the first half of the buffer */
} RmgFaultWhen;

typedef enum
{
  RMG_FAULT_MESSAGE_AND_ERROR,
  RMG_FAULT_ERROR_ONLY,
  RMG_FAULT_MESSAGE_ONLY, /* the flow goes on without the buffer */
} RmgFaultHow;

typedef enum
{
  RMG_FAULT_RESOURCE_READ,
  RMG_FAULT_RESOURCE_WRITE,
  RMG_FAULT_RESOURCE_NOT_FOUND,
  RMG_FAULT_RESOURCE_OPEN_READ,
  RMG_FAULT_RESOURCE_NO_SPACE,
  RMG_FAULT_RESOURCE_BUSY,
  RMG_FAULT_STREAM_FAILED,
  RMG_FAULT_STREAM_DECODE,
  RMG_FAULT_STREAM_FORMAT,
  RMG_FAULT_NOT_NEGOTIATED, /* as a flow return too */
} RmgFaultError;

typedef enum
{
  RMG_FAULT_UNSAID = -1,
  RMG_FAULT_PERMANENT = 0,
  RMG_FAULT_RETRYABLE = 1,
} RmgFaultRetryable;

typedef enum
{
  RMG_FAULT_NO_STALL,
  RMG_FAULT_STALL_UNTIL_FLUSH, /* or stop */
  RMG_FAULT_STALL_UNTIL_STOP,  /* ignores a flush */
  RMG_FAULT_STALL_UNTIL_UNSET, /* ignores a stop too: blocks set_state() */
} RmgFaultStall;

typedef struct
{
  RmgFaultPlan plan;
  RmgFaultWhen when;
  RmgFaultHow how;
  RmgFaultError error;
  gint error_code; /* replaces that of the error; -1 for its own */
  RmgFaultRetryable retryable;
  gint retry_after_ms; /* -1 for unsaid */
  RmgFaultStall stall;
  guint64 stall_after; /* buffers */
  guint delay_us;
  gboolean nan;
  guint drop_every; /* 0 for never */
  gboolean drop_gap;
  guint caps_change_every; /* 0 for never */
} RmgFaultSettings;

extern const RmgFaultSettings rmg_fault_default_settings;

/* The properties that can be set, one for each field. */
extern const RmgSettingTable rmg_fault_setting_table;

G_END_DECLS
