/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/metrics/otlp-json.h"

void
rmg_otlp_write_time (RmgJsonWriter *json, const char *name, gint64 time_us)
{
  g_autofree char *text =
      g_strdup_printf ("%" G_GINT64_FORMAT "000", MAX (time_us, 0));

  rmg_json_writer_string (json, name, text);
}

void
rmg_otlp_write_attribute (
    RmgJsonWriter *json, const char *key, const char *value)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_string (json, "key", key);
  rmg_json_writer_begin_object (json, "value");
  rmg_json_writer_string (json, "stringValue", value != NULL ? value : "");
  rmg_json_writer_end_object (json);
  rmg_json_writer_end_object (json);
}

void
rmg_otlp_begin (RmgJsonWriter *json, const char *resource_list,
    const char *scope_list, const char *list)
{
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_begin_array (json, resource_list);
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_begin_object (json, "resource");
  rmg_json_writer_begin_array (json, "attributes");
  rmg_otlp_write_attribute (json, "service.name", "rmg");
  rmg_otlp_write_attribute (json, "service.version", RMG_VERSION);
  rmg_json_writer_end_array (json);
  rmg_json_writer_end_object (json);
  rmg_json_writer_begin_array (json, scope_list);
  rmg_json_writer_begin_object (json, NULL);
  rmg_json_writer_begin_object (json, "scope");
  rmg_json_writer_string (json, "name", "rmg");
  rmg_json_writer_string (json, "version", RMG_VERSION);
  rmg_json_writer_end_object (json);
  rmg_json_writer_begin_array (json, list);
}

void
rmg_otlp_end (RmgJsonWriter *json)
{
  rmg_json_writer_end_array (json);
  rmg_json_writer_end_object (json);
  rmg_json_writer_end_array (json);
  rmg_json_writer_end_object (json);
  rmg_json_writer_end_array (json);
  rmg_json_writer_end_object (json);
}
