/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Installed elements for "gst:FACTORY" nodes: their pads and properties, before
 * an element is made. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * rmg_foreign_load:
 *
 * Returns: (transfer full) (nullable): the factory, its plugin loaded
 */
GstElementFactory *rmg_foreign_load (const char *factory_name);

/** rmg_foreign_is_sync: whether its type outputs before it returns. */
gboolean rmg_foreign_is_sync (GstElementFactory *factory);

/** rmg_foreign_is_network: whether its type is a source or a sink of a network, by
 * its class or its properties. */
gboolean rmg_foreign_is_network (GstElementFactory *factory);

/** rmg_foreign_has_location: whether its type has the address or path of a file
 * that it reads or writes: the URI of a file, or a property "location". */
gboolean rmg_foreign_has_location (GstElementFactory *factory);

/**
 * rmg_foreign_find_pad:
 *
 * Returns: (transfer none) (nullable): the template of the pad to link
 */
GstStaticPadTemplate *rmg_foreign_find_pad (
    GstElementFactory *factory, GstPadDirection direction);

/** rmg_foreign_hint: (transfer full) (nullable): the nearest factory. */
char *rmg_foreign_hint (const char *factory_name);

/**
 * rmg_foreign_value:
 * @value: (inout): initialised with the type of @pspec
 * @why: (out): (transfer full): the expected values, if @given is refused
 */
gboolean rmg_foreign_value (
    GParamSpec *pspec, const GValue *given, GValue *value, char **why);

G_END_DECLS
