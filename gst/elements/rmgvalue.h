/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define RMG_TYPE_VALUE_ELEMENT (rmg_value_element_get_type ())
G_DECLARE_FINAL_TYPE (
    RmgValueElement, rmg_value_element, RMG, VALUE_ELEMENT, GstElement)

GST_ELEMENT_REGISTER_DECLARE (rmgvalue)

G_END_DECLS
