/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Reads the fields of one JSON object by a table. */
#pragma once

#include "translator/manifest/scope.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  RMG_FIELD_ANY,
  RMG_FIELD_STRING,
  RMG_FIELD_NAME, /* a string that is not empty */
  RMG_FIELD_BOOLEAN,
  RMG_FIELD_COUNT, /* an integer from 0 to 2^31 - 1 */
  RMG_FIELD_OBJECT,
  RMG_FIELD_ARRAY,
} RmgFieldType;

/* An optional field may be null, which is as if it were not there. */
typedef struct
{
  const char *name;
  RmgFieldType type;
  gboolean required;
  const char *alias; /* (nullable): another spelling */
} RmgField;

/**
 * rmg_fields_read:
 * @fields: the known fields, @n_fields of them
 * @values: (out): for each field its value where it is there and right
 *
 * Reports unknown, missing, contradictory and wrongly typed fields.
 */
void rmg_fields_read (const RmgScope *scope, JsonObject *object,
    const RmgField *fields, guint n_fields, JsonNode **values);

/** rmg_json_describe: (transfer full): "number 7", "string "x"", "null". */
char *rmg_json_describe (JsonNode *node);

G_END_DECLS
