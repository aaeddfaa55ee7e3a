/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/nodes/node.h"

#include <gst/base/gstbasesrc.h>

G_BEGIN_DECLS

#define RMG_TYPE_FILE_SRC (rmg_file_src_get_type ())
G_DECLARE_FINAL_TYPE (RmgFileSrc, rmg_file_src, RMG, FILE_SRC, GstBaseSrc)
GST_ELEMENT_REGISTER_DECLARE (rmgfilesrc)

/** rmg_file_src_set_node: the supervisor of @node decides about retries. Once,
 * state NULL only. */
void rmg_file_src_set_node (RmgFileSrc *self, RmgNode *node);

G_END_DECLS
