/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Parts that documents of OTLP share. Integers of 64 bits are texts. */
#pragma once

#include "translator/base/json-writer.h"

G_BEGIN_DECLS

/** rmg_otlp_write_time: nanoseconds of @time_us. */
void rmg_otlp_write_time (
    RmgJsonWriter *json, const char *name, gint64 time_us);

/** rmg_otlp_write_attribute: an element of an array "attributes". */
void rmg_otlp_write_attribute (
    RmgJsonWriter *json, const char *key, const char *value);

/** rmg_otlp_begin: opens "resource*" with the resource, and "scope*" with the
 * scope and @list. */
void rmg_otlp_begin (RmgJsonWriter *json, const char *resource_list,
    const char *scope_list, const char *list);

/** rmg_otlp_end: closes all that rmg_otlp_begin() has opened. */
void rmg_otlp_end (RmgJsonWriter *json);

G_END_DECLS
