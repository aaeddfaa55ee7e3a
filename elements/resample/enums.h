/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The types of rmgresample's properties: RmgResampleQuality and
 * RmgResampleEngine as GObject enums. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

GType rmg_resample_quality_get_type (void);
GType rmg_resample_engine_get_type (void);

G_END_DECLS
