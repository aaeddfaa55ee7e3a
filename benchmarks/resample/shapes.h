/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Whether formats, layouts and channels cost our resampler more than their
 * share. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* bench_shapes_print: one JSON line for each quality and shape of the samples, at
 * one pair of rates in blocks of 10 ms; all shapes of a quality take turns, and
 * what is told is the cost of a channel over that of one channel of F32. */
void bench_shapes_print (unsigned in_hz, unsigned out_hz, guint n_rounds);

G_END_DECLS
