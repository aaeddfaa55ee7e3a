/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The properties of rmgresample. */
#pragma once

#include "elements/base/settings.h"
#include "elements/dsp/resample/resample.h"

G_BEGIN_DECLS

typedef struct
{
  RmgResampleQuality quality;
  RmgResampleEngine engine;
  gint rate_hz;   /* 0: negotiated */
  gboolean steep; /* reject from the Nyquist frequency on */
  gdouble drift_ppm;
} RmgResampleSettings;

/* Facts about the resampler in use. */
typedef struct
{
  const char *implementation; /* static */
  guint64 held_bytes;
  GstClockTime latency;
} RmgResampleFacts;

extern const RmgResampleSettings rmg_resample_default_settings;
extern const RmgResampleFacts rmg_resample_no_facts;

/* The properties that can be set, and those that can only be read. */
extern const RmgSettingTable rmg_resample_setting_table;
extern const RmgSettingTable rmg_resample_fact_table;

G_END_DECLS
