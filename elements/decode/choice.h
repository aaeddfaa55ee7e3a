/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The order in which decodebin tries parsers and decoders. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Value of the property "decoder" for the order of GStreamer's ranks. */
#define RMG_CHOICE_RANKS "decodebin"

/* Calls of a decodebin's owner, in the streaming thread. */
typedef struct
{
  /* (transfer full) (nullable): factory name of the decoder to try first */
  char *(*dup_decoder) (gpointer owner);

  /* Whether "rmgsingle" reads a file of type @caps. */
  gboolean (*is_single) (gpointer owner, const GstCaps *caps);
} RmgChoiceFuncs;

/**
 * rmg_choice_connect:
 * @decodebin: a decodebin
 * @funcs: (scope forever)
 * @owner: for @funcs
 *
 * Lets @decodebin try this project's parsers before all others of the same media
 * type: they have no rank above the stock parsers, so that other pipelines of the
 * process stay as they are. Of the decoders of one codec, that of @funcs comes first,
 * then the fastest of those that are installed. A file with one stream is read by
 * "rmgsingle", and by the demuxers only if that fails.
 */
void rmg_choice_connect (
    GstElement *decodebin, const RmgChoiceFuncs *funcs, gpointer owner);

G_END_DECLS
