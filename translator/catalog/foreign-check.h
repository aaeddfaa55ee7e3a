/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Compares the parameters of a "gst:FACTORY" node with the properties of the
 * element. */
#pragma once

#include "translator/manifest/scope.h"

#include <gst/gst.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * rmg_foreign_check:
 * @scope: the "params" object of the node
 * @factory: a factory whose plugin is loaded
 * @params: values by the names of properties
 *
 * Reports each property that the element does not have, and each value that it
 * refuses.
 */
void rmg_foreign_check (
    const RmgScope *scope, GstElementFactory *factory, JsonObject *params);

G_END_DECLS
