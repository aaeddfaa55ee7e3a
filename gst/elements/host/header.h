/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The caps and segment events that precede the outputs of a host. The caps are
 * known with the first output, so the segment is held until then. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstCaps *caps;     /* (nullable): last caps that left */
  GstEvent *segment; /* (nullable): held until the next data */
} RmgHostHeader;

/* Both (transfer full) (nullable). */
typedef struct
{
  GstEvent *caps;
  GstEvent *segment;
} RmgHostHeaderEvents;

void rmg_host_header_clear (RmgHostHeader *self);

/* @segment: (transfer full): leaves before the next data */
void rmg_host_header_set_segment (RmgHostHeader *self, GstEvent *segment);

/* @caps: (nullable): caps of the next data; NULL if the next object is an event
 * Returns: events that have to leave first; before the first caps none, since a
 *   segment must follow caps */
RmgHostHeaderEvents rmg_host_header_take (RmgHostHeader *self, GstCaps *caps);

void rmg_host_header_push (RmgHostHeaderEvents events, GstPad *pad);

G_END_DECLS
