/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/json-writer.h"

#include <rmg/value.h>

G_BEGIN_DECLS

/**
 * tool_value_from_json:
 * @text: JSON within the limits of manifests: 16 MiB, 64 levels, no key twice
 *   in an object, numbers that int64 and double hold
 * @name: what to call it in the error
 *
 * Returns: (transfer full) (nullable): the value
 */
RmgValue *tool_value_from_json (
    const char *text, gsize length, const char *name, GError **error);

/** tool_value_write: what JSON has no word for becomes null. */
void tool_value_write (
    RmgJsonWriter *json, const char *name, const RmgValue *value);

G_END_DECLS
