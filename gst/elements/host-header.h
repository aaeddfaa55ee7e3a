/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The caps and the segment in front of what leaves a host. Its caps are known
 * with its first output, so that the segment waits for them. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct
{
  GstCaps *caps;     /* (nullable): what left last */
  GstEvent *segment; /* (nullable): has not left yet */
} RmgHostHeader;

/* Both (transfer full) (nullable). */
typedef struct
{
  GstEvent *caps;
  GstEvent *segment;
} RmgHostHeaderEvents;

void rmg_host_header_clear (RmgHostHeader *self);

/* @segment: (transfer full): what leaves with the next data */
void rmg_host_header_set_segment (RmgHostHeader *self, GstEvent *segment);

/* @caps: (nullable): of the data that leaves next; NULL for an event, which
 * brings no caps, and no segment before the first caps
 * Returns: what has to leave before it */
RmgHostHeaderEvents rmg_host_header_take (RmgHostHeader *self, GstCaps *caps);

void rmg_host_header_push (RmgHostHeaderEvents events, GstPad *pad);

G_END_DECLS
