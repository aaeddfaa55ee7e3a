/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/base/settings.h"

#include <string.h>

GType
rmg_setting_register_enum (
    gsize *type, const char *name, const GEnumValue *values)
{
  if (g_once_init_enter (type)) {
    GType registered = g_enum_register_static (name, values);

    gst_type_mark_as_plugin_api (registered, 0);
    g_once_init_leave (type, registered);
  }
  return *type;
}

const char *
rmg_setting_nick (const char *name)
{
  g_autofree char *nick = g_strdelimit (g_strdup (name), "-", ' ');

  nick[0] = g_ascii_toupper (nick[0]);
  return g_intern_string (nick);
}

static gdouble
find_most (const RmgSetting *row, gdouble limit)
{
  return row->most != 0 ? row->most : limit;
}

static GParamSpec *
make_spec (const RmgSetting *row, const GValue *initial, GParamFlags flags)
{
  const char *name = row->name, *blurb = row->blurb;
  const char *nick = rmg_setting_nick (name);

  switch (row->kind) {
    case RMG_SETTING_INT:
      return g_param_spec_int (name, nick, blurb, (gint) row->least,
          (gint) find_most (row, G_MAXINT), g_value_get_int (initial), flags);
    case RMG_SETTING_INT64:
      return g_param_spec_int64 (name, nick, blurb, (gint64) row->least,
          row->most != 0 ? (gint64) row->most : G_MAXINT64,
          g_value_get_int64 (initial), flags);
    case RMG_SETTING_UINT:
      return g_param_spec_uint (name, nick, blurb, (guint) row->least,
          (guint) find_most (row, G_MAXUINT), g_value_get_uint (initial),
          flags);
    case RMG_SETTING_UINT64:
      return g_param_spec_uint64 (name, nick, blurb, (guint64) row->least,
          row->most != 0 ? (guint64) row->most : G_MAXUINT64,
          g_value_get_uint64 (initial), flags);
    case RMG_SETTING_DOUBLE:
      return g_param_spec_double (name, nick, blurb, row->least,
          find_most (row, G_MAXDOUBLE), g_value_get_double (initial), flags);
    case RMG_SETTING_BOOLEAN:
      return g_param_spec_boolean (
          name, nick, blurb, g_value_get_boolean (initial), flags);
    case RMG_SETTING_ENUM:
      return g_param_spec_enum (name, nick, blurb, row->get_type (),
          g_value_get_enum (initial), flags);
    default:
      return g_param_spec_string (
          name, nick, blurb, g_value_get_string (initial), flags);
  }
}

static GType
find_type (const RmgSetting *row)
{
  static const GType types[] = {
    [RMG_SETTING_INT] = G_TYPE_INT,
    [RMG_SETTING_INT64] = G_TYPE_INT64,
    [RMG_SETTING_UINT] = G_TYPE_UINT,
    [RMG_SETTING_UINT64] = G_TYPE_UINT64,
    [RMG_SETTING_DOUBLE] = G_TYPE_DOUBLE,
    [RMG_SETTING_BOOLEAN] = G_TYPE_BOOLEAN,
    [RMG_SETTING_STRING] = G_TYPE_STRING,
  };

  return row->kind == RMG_SETTING_ENUM ? row->get_type () : types[row->kind];
}

static void
get_field (const RmgSetting *row, gconstpointer fields, GValue *value)
{
  gconstpointer field = (const guint8 *) fields + row->offset;

  switch (row->kind) {
    case RMG_SETTING_INT:
      g_value_set_int (value, *(const gint *) field);
      break;
    case RMG_SETTING_INT64:
      g_value_set_int64 (value, *(const gint64 *) field);
      break;
    case RMG_SETTING_UINT:
      g_value_set_uint (value, *(const guint *) field);
      break;
    case RMG_SETTING_UINT64:
      g_value_set_uint64 (value, *(const guint64 *) field);
      break;
    case RMG_SETTING_DOUBLE:
      g_value_set_double (value, *(const gdouble *) field);
      break;
    case RMG_SETTING_BOOLEAN:
      g_value_set_boolean (value, *(const gboolean *) field);
      break;
    case RMG_SETTING_ENUM:
      g_value_set_enum (value, *(const gint *) field);
      break;
    default:
      g_value_set_static_string (value, *(const char *const *) field);
      break;
  }
}

static void
set_field (const RmgSetting *row, gpointer fields, const GValue *value)
{
  gpointer field = (guint8 *) fields + row->offset;

  switch (row->kind) {
    case RMG_SETTING_INT:
      *(gint *) field = g_value_get_int (value);
      break;
    case RMG_SETTING_INT64:
      *(gint64 *) field = g_value_get_int64 (value);
      break;
    case RMG_SETTING_UINT:
      *(guint *) field = g_value_get_uint (value);
      break;
    case RMG_SETTING_UINT64:
      *(guint64 *) field = g_value_get_uint64 (value);
      break;
    case RMG_SETTING_DOUBLE:
      *(gdouble *) field = g_value_get_double (value);
      break;
    case RMG_SETTING_BOOLEAN:
      *(gboolean *) field = g_value_get_boolean (value);
      break;
    case RMG_SETTING_ENUM:
      *(gint *) field = g_value_get_enum (value);
      break;
    default:
      *(const char **) field = g_intern_string (g_value_get_string (value));
      break;
  }
}

void
rmg_setting_table_install (
    const RmgSettingTable *self, GObjectClass *object_class)
{
  for (guint i = 0; i < self->n_rows; i++) {
    const RmgSetting *row = &self->rows[i];
    g_auto (GValue) initial = G_VALUE_INIT;

    g_value_init (&initial, find_type (row));
    get_field (row, self->initial, &initial);
    g_object_class_install_property (object_class, self->first_id + i,
        make_spec (row, &initial, self->flags));
  }
}

static const RmgSetting *
find_row (const RmgSettingTable *self, guint id)
{
  if (id < self->first_id || id - self->first_id >= self->n_rows)
    return NULL;
  return &self->rows[id - self->first_id];
}

gboolean
rmg_setting_table_set (
    const RmgSettingTable *self, gpointer fields, guint id, const GValue *value)
{
  const RmgSetting *row = find_row (self, id);

  if (row != NULL)
    set_field (row, fields, value);
  return row != NULL;
}

gboolean
rmg_setting_table_get (
    const RmgSettingTable *self, gconstpointer fields, guint id, GValue *value)
{
  const RmgSetting *row = find_row (self, id);

  if (row != NULL)
    get_field (row, fields, value);
  return row != NULL;
}
