/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Growth of a process that repeats the same kind of work. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RmgTestUse:
 * @n_bytes: allocated heap memory
 * @n_threads: number of threads
 * @n_files: number of open file descriptors
 */
typedef struct
{
  guint64 n_bytes;
  guint64 n_threads;
  guint64 n_files;
} RmgTestUse;

/** rmg_test_use_measure: the use of the process at this moment. */
RmgTestUse rmg_test_use_measure (void);

/**
 * rmg_test_find_growth:
 * @uses: measurements in the order of time
 *
 * Compares the lowest use in the last third with that in the first third. Caches,
 * and threads that are about to end, raise single measurements only.
 *
 * Returns: (nullable): "memory", "threads" or "files", which grows
 */
const char *rmg_test_find_growth (const RmgTestUse *uses, guint n_uses);

G_END_DECLS
