/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "gst/tools/segments-json.h"

#include <math.h>

/* A time to the microsecond, as many digits as a sample needs. */
static void
write_time (RmgJsonWriter *json, const char *name, GstClockTime time)
{
  rmg_json_writer_double (json, name,
      round ((double) time / GST_USECOND) / (GST_SECOND / GST_USECOND));
}

void
tool_segments_to_json (
    const ToolSegments *segments, RmgJsonWriter *json, const char *name)
{
  rmg_json_writer_begin_array (json, name);
  for (guint i = 0; i < segments->found->len; i++) {
    const ToolSegment *segment =
        &g_array_index (segments->found, ToolSegment, i);

    rmg_json_writer_begin_object (json, NULL);
    rmg_json_writer_string (json, "node", segment->node);
    write_time (json, "start", segment->start);
    write_time (json, "end", segment->end);
    write_time (json, "duration", segment->end - segment->start);
    rmg_json_writer_double (json, "level_db", segment->level_db);
    rmg_json_writer_double (json, "probability", segment->probability);
    rmg_json_writer_end_object (json);
  }
  rmg_json_writer_end_array (json);
}
