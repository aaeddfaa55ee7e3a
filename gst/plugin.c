/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/elements.h"

#define PACKAGE "remotemedia"

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, remotemedia,
    "RemoteMedia: voice activity, resampling, conversion, manifests",
    rmg_register_elements, RMG_VERSION, "LGPL", "RemoteMedia",
    "https://remotemedia.invalid/")
