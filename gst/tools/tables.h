/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Results and cost of a run, as text. */
#pragma once

#include <rmg/segments.h>

#include <rmg/metrics.h>
#include <stdio.h>

G_BEGIN_DECLS

/** tool_print_segment: one line. */
void tool_print_segment (FILE *stream, const RmgSegment *segment);

void tool_print_segments (FILE *stream, const RmgSegments *segments);

/** tool_print_nodes: prints time, share and buffers of each node; "-" is an
 * unknown figure. */
void tool_print_nodes (FILE *stream, const RmgMetrics *metrics);

/** tool_print_speed: prints media time and speed, if known. */
void tool_print_speed (FILE *stream, const RmgMetrics *metrics);

G_END_DECLS
