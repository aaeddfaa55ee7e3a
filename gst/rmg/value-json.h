/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>
#include <rmg/error.h>
#include <rmg/value.h>

G_BEGIN_DECLS

/**
 * rmg_value_to_json:
 *
 * Writes @value on one line. NaN and infinities become null, as do objects;
 * ints stay ints, and doubles have a fraction or an exponent, with as many of
 * 15 to 17 digits as it takes to read back as the same number.
 *
 * Returns: (transfer full): UTF-8
 */
RMG_API char *rmg_value_to_json (const RmgValue *value);

/**
 * rmg_value_new_from_json:
 * @text: one JSON document
 * @length: in bytes, or -1 where @text ends with NUL
 * @error: (out) (optional): #RmgError SYNTAX, ENCODING, NUMBER (a number that
 *   no double holds), LIMIT (deeper than %RMG_VALUE_MAX_DEPTH)
 *
 * Whole numbers become ints, doubles where they do not fit. Of equal keys the
 * last one counts. "\u0000" is refused.
 *
 * Returns: (transfer full) (nullable): the value
 */
RMG_API RmgValue *rmg_value_new_from_json (
    const char *text, gssize length, GError **error);

G_END_DECLS
