/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The choice of parsers by decodebin. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_prefer_own_parsers:
 * @decodebin: a decodebin
 *
 * Lets @decodebin try this project's parsers before all others of the same
 * media type: they have no rank above the stock parsers, so that other
 * pipelines of the process stay as they are.
 */
void rmg_prefer_own_parsers (GstElement *decodebin);

G_END_DECLS
