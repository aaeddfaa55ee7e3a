/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Failures to open or read a file. Pure: opens no file. */
#pragma once

#include "gst/nodes/failure.h"

G_BEGIN_DECLS

/**
 * rmg_file_failure_new:
 * @path: of the file
 * @code: errno
 * @element: that reads the file
 *
 * A file that is in use, a lost network share and a lack of descriptors or memory
 * are temporary. The table of failures decides about others.
 *
 * Returns: (transfer full): the failure
 */
RmgFailure *rmg_file_failure_new (
    const char *path, int code, GstElement *element);

/** rmg_file_failure_new_replaced: (transfer full): another file has the name
 * now, so the rest of it would not belong to the beginning. */
RmgFailure *rmg_file_failure_new_replaced (
    const char *path, GstElement *element);

G_END_DECLS
