/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/host.h>

G_BEGIN_DECLS

#define RMG_TYPE_HOST (rmg_host_get_type ())
G_DECLARE_FINAL_TYPE (RmgHost, rmg_host, RMG, HOST, GstElement)

GST_ELEMENT_REGISTER_DECLARE (rmghost)

G_END_DECLS
