/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Properties of an element as a table: each row describes one field of a
 * structure. Locking is the matter of the caller. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_SETTING_INT,
  RMG_SETTING_INT64,
  RMG_SETTING_UINT,
  RMG_SETTING_UINT64,
  RMG_SETTING_DOUBLE,
  RMG_SETTING_BOOLEAN,
  RMG_SETTING_ENUM,   /* the field has the size of a gint */
  RMG_SETTING_STRING, /* the field points to a static string */
} RmgSettingKind;

typedef struct
{
  const char *name; /* the nick is derived from it */
  const char *blurb;
  RmgSettingKind kind;
  gsize offset;             /* of the field */
  gdouble least, most;      /* of a number; 0 for most: no limit */
  GType (*get_type) (void); /* of an enumeration */
} RmgSetting;

typedef struct
{
  const RmgSetting *rows;
  guint n_rows;
  gconstpointer initial; /* a structure with the default values */
  guint first_id;        /* of the properties */
  GParamFlags flags;     /* RMG_SETTINGS_WRITABLE or RMG_SETTINGS_READABLE */
} RmgSettingTable;

#define RMG_SETTINGS_READABLE                                                  \
  ((GParamFlags) (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS))
#define RMG_SETTINGS_WRITABLE                                                  \
  ((GParamFlags) (RMG_SETTINGS_READABLE | G_PARAM_WRITABLE |                   \
      GST_PARAM_MUTABLE_PLAYING))

/**
 * rmg_setting_table_install:
 * @self: a static table
 * @object_class: a class under construction
 *
 * Installs a property for each row, in the order of the rows.
 */
void rmg_setting_table_install (
    const RmgSettingTable *self, GObjectClass *object_class);

/**
 * rmg_setting_table_set:
 * @self: a table
 * @fields: the structure that the rows describe
 * @id: a property
 * @value: its new value
 *
 * Returns: %FALSE if @id is not a property of @self
 */
gboolean rmg_setting_table_set (const RmgSettingTable *self, gpointer fields,
    guint id, const GValue *value);

/**
 * rmg_setting_table_get:
 * @self: a table
 * @fields: the structure that the rows describe
 * @id: a property
 * @value: (out): its value
 *
 * Returns: %FALSE if @id is not a property of @self
 */
gboolean rmg_setting_table_get (
    const RmgSettingTable *self, gconstpointer fields, guint id, GValue *value);

/**
 * rmg_setting_nick:
 * @name: name of a property, such as "held-bytes"
 *
 * Returns: (transfer none): its nick, "Held bytes", a static string
 */
const char *rmg_setting_nick (const char *name);

/**
 * rmg_setting_register_enum:
 * @type: (inout): a static variable, 0 before the first call
 * @name: name of the type
 * @values: (array zero-terminated): static values
 *
 * Registers an enumeration of the plugin API, once. Thread: any.
 *
 * Returns: the type
 */
GType rmg_setting_register_enum (
    gsize *type, const char *name, const GEnumValue *values);

G_END_DECLS
