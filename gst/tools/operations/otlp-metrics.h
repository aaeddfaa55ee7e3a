/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Metrics in the JSON of OTLP, the protocol of OpenTelemetry. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tool_otlp_metrics_from_text:
 * @text: metrics in the OpenMetrics format, as rmg_metrics_to_openmetrics()
 *   writes them: the one list of families, so that both exports agree
 * @start_us: start of the run, in us since 1970-01-01 UTC
 * @now_us: time of the metrics
 *
 * Returns: (transfer full): an ExportMetricsServiceRequest
 */
char *tool_otlp_metrics_from_text (
    const char *text, gint64 start_us, gint64 now_us);

G_END_DECLS
