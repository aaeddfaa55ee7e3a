/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Arrays of numbers in one block of memory, for the files that implement
 * RmgValue. */
#pragma once

#include <rmg/numbers.h>

G_BEGIN_DECLS

/* @numbers: (out) (transfer none): content of the array, not set; valid only if
 *   @n_numbers is not 0
 * Returns: (transfer full): an array */
RmgValue *rmg_numbers_new (gsize n_numbers, RmgNumber **numbers);

/* Thread: any, also for a shared array.
 * Returns: (transfer none) (element-type RmgValue): items of any array */
GPtrArray *rmg_numbers_get_items (const RmgValue *array);

/* @array: writable, before its items change */
void rmg_numbers_unpack (RmgValue *array);

G_END_DECLS
