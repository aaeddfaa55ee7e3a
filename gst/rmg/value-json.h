/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>
#include <rmg/value.h>

G_BEGIN_DECLS

/**
 * rmg_value_to_json:
 * @value: a value
 *
 * Writes a value on one line. NaN, infinities and objects become null. Ints
 * stay integers. Doubles have a fraction or an exponent, and the shortest of 15
 * to 17 digits that reads back as the same number.
 *
 * Returns: (transfer full): UTF-8
 */
RMG_API char *rmg_value_to_json (const RmgValue *value);

/**
 * rmg_value_check_json:
 * @value: a value
 * @error: (out) (optional): %RMG_ERROR_WRONG_TYPE with the place of the first
 *   object in @value
 *
 * Checks that rmg_value_to_json() writes all of @value: NaN and infinities are
 * null there, and objects have no form in JSON.
 *
 * Returns: whether @value has no object
 */
RMG_API gboolean rmg_value_check_json (const RmgValue *value, GError **error);

/**
 * rmg_value_new_from_json:
 * @text: one JSON document
 * @length: number of bytes, or -1 if @text ends with NUL
 * @error: (out) (optional): %RMG_ERROR_SYNTAX, %RMG_ERROR_ENCODING,
 *   %RMG_ERROR_NUMBER (a number beyond the range of a double) or
 *   %RMG_ERROR_LIMIT (deeper than %RMG_VALUE_MAX_DEPTH)
 *
 * Reads a value. Integers become ints, or doubles beyond 64 bits. The last of
 * duplicate keys is used. "\u0000" is an error.
 *
 * Returns: (transfer full) (nullable): the value
 */
RMG_API RmgValue *rmg_value_new_from_json (
    const char *text, gssize length, GError **error);

G_END_DECLS
