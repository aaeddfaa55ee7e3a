/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The parts that elements with one sink pad and one src pad of any caps have
 * in common. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** RmgPassPads: the pads; the element owns both. */
typedef struct
{
  GstPad *sink;
  GstPad *src;
} RmgPassPads;

/**
 * rmg_pass_element_install:
 * @klass: class of the element
 * @name: long name
 * @description: one sentence without a final period
 *
 * Installs the pad templates "sink" and "src" of any caps, and the metadata.
 * Call it in class_init.
 */
void rmg_pass_element_install (
    GstElementClass *klass, const char *name, const char *description);

/**
 * rmg_pass_element_add_pads:
 * @element: (type GstElement): instance of a class with the templates "sink"
 *   and "src"
 * @chain: chain function of the sink pad
 * @event: event function of the sink pad
 *
 * Adds both pads. Caps and allocation queries are proxied between them. Call
 * it in init.
 */
RmgPassPads rmg_pass_element_add_pads (
    gpointer element, GstPadChainFunction chain, GstPadEventFunction event);

G_END_DECLS
