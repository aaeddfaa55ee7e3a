/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Construction of fault records. */
#pragma once

#include <rmg/fault.h>

G_BEGIN_DECLS

/** RMG_FAULT_MAX_ATTEMPTS: number of attempts that a record keeps, the last
 * ones. */
#define RMG_FAULT_MAX_ATTEMPTS 32

/**
 * rmg_fault_new:
 * @fields: the record; its texts and its error are copied
 * @attempts: (nullable) (element-type RmgFaultAttempt): failed attempts in order
 *   of time; copied
 *
 * Returns: (transfer full): the record
 */
RmgFault *rmg_fault_new (const RmgFault *fields, const GPtrArray *attempts);

/** RMG_FAULT_USER_DATA: field of message details, an #RmgValue. */
#define RMG_FAULT_USER_DATA "rmg-user-data"

/** rmg_fault_take_user_data: reads the object of @details (nullable). Before
 * @self is shared. */
void rmg_fault_take_user_data (RmgFault *self, const GstStructure *details);

/** rmg_fault_attempts_new: (transfer full): an empty list that owns its
 * #RmgFaultAttempt. */
GPtrArray *rmg_fault_attempts_new (void);

G_END_DECLS
