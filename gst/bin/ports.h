/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The pads of the element rmgbin: ghost pads of the open inputs and outputs. */
#pragma once

#include "gst/bin/runtime.h"

G_BEGIN_DECLS

typedef struct
{
  GstElement *bin;     /* borrowed; owns the pads */
  GstPad *sink;        /* (nullable): of the first open input */
  GstPad *src;         /* (nullable): of the first open output */
  RmgRuntime *runtime; /* (nullable): until rmg_ports_connect() */
} RmgPorts;

/** rmg_ports_init: adds the pads "sink" and "src" to @bin. */
void rmg_ports_init (RmgPorts *self, GstElement *bin);

/** rmg_ports_remove: removes both pads. A session links to the pads of the
 * nodes. */
void rmg_ports_remove (RmgPorts *self);

/**
 * rmg_ports_connect:
 * @runtime: (nullable): outlives the connection; %NULL disconnects
 * @error: (out) (optional): the pad that has no port in the plan
 *
 * Sets the targets of all pads.
 *
 * Returns: %FALSE if a pad has no port
 */
gboolean rmg_ports_connect (
    RmgPorts *self, RmgRuntime *runtime, GError **error);

/** rmg_ports_request: (transfer none) (nullable): adds the pad @name of
 * @template; %NULL if the plan has no port of that name. */
GstPad *rmg_ports_request (
    RmgPorts *self, GstPadTemplate *template, const char *name);

G_END_DECLS
