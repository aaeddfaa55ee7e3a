/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What the machine could do at best, measured beside what is compared with it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bench_limits_print: one JSON line: multiply-adds of F32 in registers, in
 * GFLOP/s, and memcpy within the caches and beyond, in GB/s read and written;
 * medians of @n_rounds rounds, in which all take turns. */
void bench_limits_print (guint n_rounds);

G_END_DECLS
