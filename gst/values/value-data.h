/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Fields of a value, for the files that implement RmgValue. */
#pragma once

#include <rmg/numbers.h>

#include "gst/values/dict.h"

G_BEGIN_DECLS

typedef struct
{
  char *text; /* UTF-8, may contain NUL, ends with NUL */
  gsize length;
} RmgValueString;

typedef struct
{
  gpointer object;
  const char *type_name;  /* static */
  GDestroyNotify release; /* (nullable) */
  gboolean is_queued;     /* for rmg_values_run_releases() */
} RmgValueObject;

typedef struct
{
  GPtrArray *items;   /* (element-type RmgValue); atomic and (nullable) beside
                       * @numbers */
  RmgNumber *numbers; /* (nullable): the same content, packed */
  gsize n_numbers;    /* 0 without @numbers */
} RmgValueArray;

struct _RmgValue
{
  gatomicrefcount refs;
  guint8 kind;     /* RmgValueKind */
  guint8 is_tuple; /* of an array */
  guint16 depth; /* 0 for scalars; containers: 1 + depth of the deepest item */
  union
  {
    gboolean truth;
    gint64 integer;
    double real;
    RmgValueString string;
    RmgValueArray array;
    RmgDict dict; /* items are RmgValue */
    RmgValueObject object;
  };
};

/* Returns: (transfer full): a value of @kind whose content is not set */
RmgValue *rmg_value_alloc (RmgValueKind kind);

G_END_DECLS
