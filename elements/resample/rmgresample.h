/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define RMG_TYPE_RESAMPLE (rmg_resample_get_type ())
G_DECLARE_FINAL_TYPE (
    RmgResample, rmg_resample, RMG, RESAMPLE, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (rmgresample)

G_END_DECLS
