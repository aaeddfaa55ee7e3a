/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/fault/settings.h"

typedef enum
{
  INT,
  INT64,
  UINT,
  UINT64,
  DOUBLE,
  BOOLEAN,
  ENUM,
} Kind;

typedef struct
{
  const char *name;
  const char *blurb;
  Kind kind;
  gsize offset; /* in RmgFaultSettings */
  GType (*get_type) (void);
} Setting;

const RmgFaultSettings rmg_fault_default_settings = {
  .plan = { .fail_after = -1, .failures = -1 },
  .error = RMG_FAULT_RESOURCE_READ,
  .error_code = -1,
  .retryable = RMG_FAULT_UNSAID,
  .retry_after_ms = -1,
};

static GType
register_once (gsize *type, const char *name, const GEnumValue *values)
{
  if (g_once_init_enter (type)) {
    GType registered = g_enum_register_static (name, values);

    gst_type_mark_as_plugin_api (registered, 0);
    g_once_init_leave (type, registered);
  }
  return *type;
}

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

  return register_once (&type, "RmgFaultWhen", values);
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

  return register_once (&type, "RmgFaultHow", values);
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

  return register_once (&type, "RmgFaultError", values);
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

  return register_once (&type, "RmgFaultRetryable", values);
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

  return register_once (&type, "RmgFaultStall", values);
}

#define AT(field) G_STRUCT_OFFSET (RmgFaultSettings, field)

static const Setting settings[] = {
  { "fail-after", "Number of buffers before the failing buffer; -1 for none",
      INT64, AT (plan.fail_after) },
  { "fail-every", "Every n-th offered buffer fails; 0 for none", UINT,
      AT (plan.fail_every) },
  { "fail-probability", "Probability that an offered buffer fails", DOUBLE,
      AT (plan.fail_probability) },
  { "seed", "Seed of the random numbers of fail-probability", UINT,
      AT (plan.seed) },
  { "failures", "Number of failures; -1 for no limit", INT,
      AT (plan.failures) },
  { "when", "Failure before, after or in the middle of the output", ENUM,
      AT (when), when_get_type },
  { "how", "Failure by error message, flow return or both", ENUM, AT (how),
      how_get_type },
  { "error", "Domain and code of the error message", ENUM, AT (error),
      error_get_type },
  { "error-code", "Code that replaces the code of error; -1 for none", INT,
      AT (error_code) },
  { "retryable", "Detail rmg-retryable of the error message", ENUM,
      AT (retryable), retryable_get_type },
  { "retry-after-ms",
      "Detail rmg-retry-after-ms of the error message; -1 for none", INT,
      AT (retry_after_ms) },
  { "stall", "Block in the chain function until the given event", ENUM,
      AT (stall), stall_get_type },
  { "stall-after", "Number of buffers that pass before the stall", UINT64,
      AT (stall_after) },
  { "delay-us", "Delay of every buffer", UINT, AT (delay_us) },
  { "nan", "Make the first sample of every float buffer NaN", BOOLEAN,
      AT (nan) },
  { "drop-every", "Drop every n-th buffer; 0 for none", UINT, AT (drop_every) },
  { "drop-gap", "Send a gap for a dropped buffer", BOOLEAN, AT (drop_gap) },
  { "caps-change-every", "Change the caps every n buffers; 0 for never", UINT,
      AT (caps_change_every) },
};

static gpointer
find_field (const RmgFaultSettings *self, const Setting *setting)
{
  return (guint8 *) self + setting->offset;
}

static GParamSpec *
make_spec (const Setting *setting)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING;
  const char *name = setting->name, *blurb = setting->blurb;
  gconstpointer field = find_field (&rmg_fault_default_settings, setting);

  switch (setting->kind) {
    case INT:
      return g_param_spec_int (
          name, name, blurb, -1, G_MAXINT, *(const gint *) field, flags);
    case INT64:
      return g_param_spec_int64 (
          name, name, blurb, -1, G_MAXINT64, *(const gint64 *) field, flags);
    case UINT:
      return g_param_spec_uint (
          name, name, blurb, 0, G_MAXUINT, *(const guint *) field, flags);
    case UINT64:
      return g_param_spec_uint64 (
          name, name, blurb, 0, G_MAXUINT64, *(const guint64 *) field, flags);
    case DOUBLE:
      return g_param_spec_double (
          name, name, blurb, 0.0, 1.0, *(const gdouble *) field, flags);
    case BOOLEAN:
      return g_param_spec_boolean (
          name, name, blurb, *(const gboolean *) field, flags);
    default:
      return g_param_spec_enum (name, name, blurb, setting->get_type (),
          *(const gint *) field, flags);
  }
}

void
rmg_fault_settings_install (GObjectClass *object_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    g_object_class_install_property (
        object_class, i + 1, make_spec (&settings[i]));
}

guint
rmg_fault_settings_count (void)
{
  return G_N_ELEMENTS (settings) + 1;
}

gboolean
rmg_fault_settings_set (RmgFaultSettings *self, guint id, const GValue *value)
{
  gpointer field;

  if (id >= rmg_fault_settings_count ())
    return FALSE;
  field = find_field (self, &settings[id - 1]);
  switch (settings[id - 1].kind) {
    case INT:
      *(gint *) field = g_value_get_int (value);
      return TRUE;
    case INT64:
      *(gint64 *) field = g_value_get_int64 (value);
      return TRUE;
    case UINT:
      *(guint *) field = g_value_get_uint (value);
      return TRUE;
    case UINT64:
      *(guint64 *) field = g_value_get_uint64 (value);
      return TRUE;
    case DOUBLE:
      *(gdouble *) field = g_value_get_double (value);
      return TRUE;
    case BOOLEAN:
      *(gboolean *) field = g_value_get_boolean (value);
      return TRUE;
    default:
      *(gint *) field = g_value_get_enum (value);
      return TRUE;
  }
}

gboolean
rmg_fault_settings_get (const RmgFaultSettings *self, guint id, GValue *value)
{
  gconstpointer field;

  if (id >= rmg_fault_settings_count ())
    return FALSE;
  field = find_field (self, &settings[id - 1]);
  switch (settings[id - 1].kind) {
    case INT:
      g_value_set_int (value, *(const gint *) field);
      return TRUE;
    case INT64:
      g_value_set_int64 (value, *(const gint64 *) field);
      return TRUE;
    case UINT:
      g_value_set_uint (value, *(const guint *) field);
      return TRUE;
    case UINT64:
      g_value_set_uint64 (value, *(const guint64 *) field);
      return TRUE;
    case DOUBLE:
      g_value_set_double (value, *(const gdouble *) field);
      return TRUE;
    case BOOLEAN:
      g_value_set_boolean (value, *(const gboolean *) field);
      return TRUE;
    default:
      g_value_set_enum (value, *(const gint *) field);
      return TRUE;
  }
}
