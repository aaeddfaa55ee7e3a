/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

#include "translator/base/json-writer.h"
#include "gst/tools/segments.h"

G_BEGIN_DECLS

/** tool_segments_to_json: an array, one object a segment, times in seconds. */
void tool_segments_to_json (
    const ToolSegments *segments, RmgJsonWriter *json, const char *name);

G_END_DECLS
