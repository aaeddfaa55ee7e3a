/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** rmg_plan_find_package: (nullable): the package of Debian that has a stock
 * element which plans use. */
const char *rmg_plan_find_package (const char *factory);

G_END_DECLS
