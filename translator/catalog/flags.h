/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Properties of nodes, for decisions of the plan and the runtime. */
#pragma once

typedef enum
{
  RMG_NODE_SYNC = 1 << 0, /* outputs before it returns; no task, no clock */
  RMG_NODE_FILE = 1 << 1, /* reads or writes a file */
  RMG_NODE_NETWORK = 1 << 2,
  RMG_NODE_TRANSIENT = 1 << 3, /* can fail in a way that a retry may cure */
  RMG_NODE_FOREIGN = 1 << 4,   /* gst:FACTORY: any installed element */
  RMG_NODE_HOSTED = 1 << 5,    /* runs outside GStreamer, through rmghost */
  RMG_NODE_SOURCE = 1 << 6,    /* makes its own data: no input */
  RMG_NODE_SINK = 1 << 7,      /* consumes the data: no output */
  RMG_NODE_RESUMES = 1 << 8,   /* a source that reads on after a failure */
} RmgNodeFlags;
