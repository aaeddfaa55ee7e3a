/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The order in which decodebin tries parsers and decoders. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Value of the property "decoder" for the order of GStreamer's ranks. */
#define RMG_CHOICE_RANKS "decodebin"

/**
 * RmgChoiceFunc:
 * @data: the owner of a decodebin
 *
 * Thread: the streaming thread.
 *
 * Returns: (transfer full) (nullable): factory name of the decoder to try first
 */
typedef char *(*RmgChoiceFunc) (gpointer data);

/**
 * rmg_choice_connect:
 * @decodebin: a decodebin
 * @func: returns the name of the decoder to try first
 * @data: for @func
 *
 * Lets @decodebin try this project's parsers before all others of the same media
 * type: they have no rank above the stock parsers, so that other pipelines of the
 * process stay as they are. Of the decoders of one codec, that of @func comes first, then
 * the fastest of those that are installed.
 */
void rmg_choice_connect (
    GstElement *decodebin, RmgChoiceFunc func, gpointer data);

G_END_DECLS
