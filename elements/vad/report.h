/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Messages of rmgvad to the application and the pad `segments`. */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Times in ns, GST_CLOCK_TIME_NONE where unknown. */
typedef struct
{
  gboolean starts; /* else ends */
  GstClockTime timestamp;
  GstClockTime stream_time;
  GstClockTime running_time;
  GstClockTime duration; /* of the segment that ends; of a start unknown */
  gdouble probability;
  gdouble level_db;
  guint channel;     /* from 1; 0: all of them together */
  gboolean is_alone; /* no other channel is within speech */
} RmgVadReport;

typedef struct
{
  GstClockTime running_time;
  gdouble probability;
  gdouble level_db;
  gboolean speech;
  guint channel; /* from 1; 0: all of them together */
} RmgVadFrameReport;

/* Posts `rmgvad` and, if the channel is alone, webrtcdsp's `voice-activity`. */
void rmg_vad_report_post (GstElement *element, const RmgVadReport *report);

/* Posts `rmgvad-frame`. */
void rmg_vad_report_post_frame (
    GstElement *element, const RmgVadFrameReport *report);

/* Returns: (transfer full): one JSON document with the fields of `rmgvad`,
 * null where a time is unknown */
GstBuffer *rmg_vad_report_to_json (const RmgVadReport *report);

G_END_DECLS
