/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The enumerations among the properties of rmgconvert. */
#pragma once

#include <glib-object.h>

#define RMG_TYPE_CONVERT_LAYOUT (rmg_convert_layout_get_type ())
GType rmg_convert_layout_get_type (void);

#define RMG_TYPE_CONVERT_DITHER (rmg_convert_dither_get_type ())
GType rmg_convert_dither_get_type (void);
