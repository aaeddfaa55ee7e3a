/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The properties of rmgconvert that can be set. */
#pragma once

#include "elements/convert/caps.h"
#include "elements/convert/mix-matrix.h"
#include "elements/dsp/convert/convert.h"

G_BEGIN_DECLS

typedef struct
{
  GstAudioFormat format; /* GST_AUDIO_FORMAT_UNKNOWN: negotiated */
  gint channels;         /* 0: negotiated */
  RmgLayout layout;
  RmgMixMatrix *matrix; /* (nullable): owned */
  RmgDither dither;
  guint serial; /* number of changes */
} RmgConvertSettings;

/* Installs the properties; their ids start at 1. */
void rmg_convert_settings_install (GObjectClass *object_class);

/**
 * rmg_convert_settings_set:
 * @self: settings
 * @id: a property
 * @value: its new value
 * @problem: (out) (nullable): why @value was not accepted
 *
 * Returns: %FALSE if @id is not one of the installed properties
 */
gboolean rmg_convert_settings_set (
    RmgConvertSettings *self, guint id, const GValue *value, char **problem);

/* Returns: %FALSE if @id is not one of the installed properties */
gboolean rmg_convert_settings_get (
    const RmgConvertSettings *self, guint id, GValue *value);

/* Copies @from, with a reference to its matrix. */
void rmg_convert_settings_init_copy (
    RmgConvertSettings *self, const RmgConvertSettings *from);

void rmg_convert_settings_clear (RmgConvertSettings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (
    RmgConvertSettings, rmg_convert_settings_clear)

/* Returns: the restrictions of the output caps */
RmgConvertTarget rmg_convert_settings_get_target (
    const RmgConvertSettings *self);

G_END_DECLS
