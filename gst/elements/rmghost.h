/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/host.h>

G_BEGIN_DECLS

GST_ELEMENT_REGISTER_DECLARE (rmghost)

G_END_DECLS
