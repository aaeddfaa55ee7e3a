/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_refusal_describe:
 * @element: an element that did not negotiate
 *
 * Returns: (transfer full) (nullable): the caps that arrived at its first linked
 *   sink pad, and those that the pad accepts where they differ; thread: any
 */
char *rmg_refusal_describe (GstElement *element);

G_END_DECLS
