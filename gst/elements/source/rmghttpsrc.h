/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "gst/nodes/node.h"

#include <gst/base/gstpushsrc.h>

G_BEGIN_DECLS

#define RMG_TYPE_HTTP_SRC (rmg_http_src_get_type ())
G_DECLARE_FINAL_TYPE (RmgHttpSrc, rmg_http_src, RMG, HTTP_SRC, GstPushSrc)
GST_ELEMENT_REGISTER_DECLARE (rmghttpsrc)

/** rmg_http_src_set_node: the supervisor of @node decides about retries. Once,
 * state NULL only. */
void rmg_http_src_set_node (RmgHttpSrc *self, RmgNode *node);

G_END_DECLS
