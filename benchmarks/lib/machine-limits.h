/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Peak rates of the machine, measured in the same run as the peers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bench_limits_print: prints one JSON line: multiply-adds of F32 in registers, in
 * GFLOP/s, and memcpy within the caches and beyond, in GB/s read and written;
 * medians of @n_rounds rounds, in which all cases take turns. */
void bench_limits_print (guint n_rounds);

G_END_DECLS
