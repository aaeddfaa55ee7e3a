/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/** rmg_package_find: (transfer none) (nullable): the element that reads or
 * decodes @caps, and the package of Debian that has it, as "adpcmdec of
 * gstreamer1.0-plugins-bad". */
const char *rmg_package_find (const GstCaps *caps);

G_END_DECLS
