/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include <rmg/api.h>

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_register_elements:
 * @plugin: (nullable): the plugin that registers, or %NULL for the process
 *
 * Registers every element of the project.
 *
 * Returns: %FALSE when any one of them could not be registered.
 */
RMG_API gboolean rmg_register_elements (GstPlugin *plugin);

G_END_DECLS
