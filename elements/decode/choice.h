/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The order in which decodebin tries parsers and decoders. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Value of the property "decoder" for the order of GStreamer's ranks. */
#define RMG_CHOICE_RANKS "decodebin"

/**
 * rmg_choice_connect:
 * @decodebin: a decodebin
 * @decoder: (nullable): where the owner of @decodebin keeps the factory name of
 *   the decoder to try first; read on the streaming thread
 *
 * Lets @decodebin try this project's parsers before all others of the same media
 * type: they have no rank above the stock parsers, so that other pipelines of the
 * process stay as they are. Of the decoders of one codec, *@decoder comes first, then
 * the fastest of those that are installed.
 */
void rmg_choice_connect (GstElement *decodebin, char **decoder);

G_END_DECLS
