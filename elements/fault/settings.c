/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/fault/settings.h"

const RmgFaultSettings rmg_fault_default_settings = {
  .plan = { .fail_after = -1, .failures = -1 },
  .error = RMG_FAULT_RESOURCE_READ,
  .error_code = -1,
  .retryable = RMG_FAULT_UNSAID,
  .retry_after_ms = -1,
};

static GType
when_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_FAULT_BEFORE_OUTPUT, "Before anything is pushed", "before-output" },
    { RMG_FAULT_AFTER_OUTPUT, "After the buffer is pushed", "after-output" },
    { RMG_FAULT_PARTIAL_WRITE, "After half of it", "partial-write" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgFaultWhen", values);
}

static GType
how_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_FAULT_MESSAGE_AND_ERROR, "Message and flow", "message-and-error" },
    { RMG_FAULT_ERROR_ONLY, "Flow without a message", "error-only" },
    { RMG_FAULT_MESSAGE_ONLY, "Message, and the flow goes on", "message-only" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgFaultHow", values);
}

static GType
error_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_FAULT_RESOURCE_READ, "Could not read", "resource-read" },
    { RMG_FAULT_RESOURCE_WRITE, "Could not write", "resource-write" },
    { RMG_FAULT_RESOURCE_NOT_FOUND, "Not found", "resource-not-found" },
    { RMG_FAULT_RESOURCE_OPEN_READ, "Could not open", "resource-open-read" },
    { RMG_FAULT_RESOURCE_NO_SPACE, "No space left", "no-space" },
    { RMG_FAULT_RESOURCE_BUSY, "Busy", "resource-busy" },
    { RMG_FAULT_STREAM_FAILED, "Streaming failed", "stream-failed" },
    { RMG_FAULT_STREAM_DECODE, "Could not decode", "stream-decode" },
    { RMG_FAULT_STREAM_FORMAT, "Wrong format", "stream-format" },
    { RMG_FAULT_NOT_NEGOTIATED, "Not negotiated", "not-negotiated" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgFaultError", values);
}

static GType
retryable_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_FAULT_UNSAID, "The error does not say", "unsaid" },
    { RMG_FAULT_PERMANENT, "The error says no", "false" },
    { RMG_FAULT_RETRYABLE, "The error says yes", "true" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgFaultRetryable", values);
}

static GType
stall_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_FAULT_NO_STALL, "Never", "none" },
    { RMG_FAULT_STALL_UNTIL_FLUSH, "Until flush or stop", "until-flush" },
    { RMG_FAULT_STALL_UNTIL_STOP, "Ignores a flush", "until-stop" },
    { RMG_FAULT_STALL_UNTIL_UNSET, "Until set to none", "until-unset" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgFaultStall", values);
}

#define AT(field) G_STRUCT_OFFSET (RmgFaultSettings, field)

static const RmgSetting rows[] = {
  { "fail-after", "Number of buffers before the failing buffer; -1 for none",
      RMG_SETTING_INT64, AT (plan.fail_after), .least = -1 },
  { "fail-every", "Every n-th offered buffer fails; 0 for none",
      RMG_SETTING_UINT, AT (plan.fail_every) },
  { "fail-probability", "Probability that an offered buffer fails",
      RMG_SETTING_DOUBLE, AT (plan.fail_probability), .most = 1 },
  { "seed", "Seed of the random numbers of fail-probability", RMG_SETTING_UINT,
      AT (plan.seed) },
  { "failures", "Number of failures; -1 for no limit", RMG_SETTING_INT,
      AT (plan.failures), .least = -1 },
  { "when", "Failure before, after or in the middle of the output",
      RMG_SETTING_ENUM, AT (when), .get_type = when_get_type },
  { "how", "Failure by error message, flow return or both", RMG_SETTING_ENUM,
      AT (how), .get_type = how_get_type },
  { "error", "Domain and code of the error message", RMG_SETTING_ENUM,
      AT (error), .get_type = error_get_type },
  { "error-code", "Code that replaces the code of error; -1 for none",
      RMG_SETTING_INT, AT (error_code), .least = -1 },
  { "retryable", "Detail rmg-retryable of the error message", RMG_SETTING_ENUM,
      AT (retryable), .get_type = retryable_get_type },
  { "retry-after-ms",
      "Detail rmg-retry-after-ms of the error message; -1 for none",
      RMG_SETTING_INT, AT (retry_after_ms), .least = -1 },
  { "stall", "Block in the chain function until the given event",
      RMG_SETTING_ENUM, AT (stall), .get_type = stall_get_type },
  { "stall-after", "Number of buffers that pass before the stall",
      RMG_SETTING_UINT64, AT (stall_after) },
  { "delay-us", "Delay of every buffer", RMG_SETTING_UINT, AT (delay_us) },
  { "nan", "Make the first sample of every float buffer NaN",
      RMG_SETTING_BOOLEAN, AT (nan) },
  { "drop-every", "Drop every n-th buffer; 0 for none", RMG_SETTING_UINT,
      AT (drop_every) },
  { "drop-gap", "Send a gap for a dropped buffer", RMG_SETTING_BOOLEAN,
      AT (drop_gap) },
  { "caps-change-every", "Change the caps every n buffers; 0 for never",
      RMG_SETTING_UINT, AT (caps_change_every) },
};

const RmgSettingTable rmg_fault_setting_table = {
  .rows = rows,
  .n_rows = G_N_ELEMENTS (rows),
  .initial = &rmg_fault_default_settings,
  .first_id = 1,
  .flags = RMG_SETTINGS_WRITABLE,
};
