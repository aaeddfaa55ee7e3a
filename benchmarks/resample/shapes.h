/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Cost of formats, layouts and channels in the resampler of this project. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* bench_shapes_print: prints one JSON line for each quality and shape of the
 * samples, at one pair of rates in blocks of 10 ms. All shapes of a quality take
 * turns; the figure is the cost of a channel over that of one channel of F32. */
void bench_shapes_print (unsigned in_hz, unsigned out_hz, guint n_rounds);

G_END_DECLS
