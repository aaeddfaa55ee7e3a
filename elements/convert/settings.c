/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/settings.h"

#include "elements/base/audio-map.h"
#include "elements/base/settings.h"

static GType
layout_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_LAYOUT_NEGOTIATE, "As negotiated", "negotiate" },
    { RMG_LAYOUT_INTERLEAVED, "Frame after frame", "interleaved" },
    { RMG_LAYOUT_NON_INTERLEAVED, "Channel after channel", "non-interleaved" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgConvertLayout", values);
}

static GType
dither_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { RMG_DITHER_NONE, "No dither", "none" },
    { RMG_DITHER_TPDF, "Triangular white noise of two steps", "tpdf" },
    { 0, NULL, NULL },
  };

  return rmg_setting_register_enum (&type, "RmgConvertDither", values);
}

static const RmgConvertSettings initial = { .format =
                                                GST_AUDIO_FORMAT_UNKNOWN };

#define AT(field) G_STRUCT_OFFSET (RmgConvertSettings, field)

static const RmgSetting rows[] = {
  { "channels", "Number of channels of the output; 0: negotiated",
      RMG_SETTING_INT, AT (channels), .most = RMG_MAX_CHANNELS },
  { "layout", "Layout of the output", RMG_SETTING_ENUM, AT (layout),
      .get_type = layout_get_type },
  { "dither", "Noise added where integers lose bits", RMG_SETTING_ENUM,
      AT (dither), .get_type = dither_get_type },
};

/* The format and the matrix are more than a field. */
enum
{
  PROP_FORMAT = 1,
  FIRST_FIELD,
  PROP_MIX_MATRIX = FIRST_FIELD + G_N_ELEMENTS (rows),
};

static const RmgSettingTable table = {
  .rows = rows,
  .n_rows = G_N_ELEMENTS (rows),
  .initial = &initial,
  .first_id = FIRST_FIELD,
  .flags = RMG_SETTINGS_WRITABLE,
};

/* An array of the spec's elements where it is parsed, and of any numbers where an
 * application sets it: GstParamSpecArray replaces those of another type by 0. */
static void
matrix_spec_class_init (gpointer klass, gpointer data)
{
  ((GParamSpecClass *) klass)->value_validate = NULL;
}

static GType
matrix_spec_get_type (void)
{
  static GType type;
  static const GTypeInfo info = {
    .class_size = sizeof (GParamSpecClass),
    .class_init = matrix_spec_class_init,
    .instance_size = sizeof (GstParamSpecArray),
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_type_register_static (
            GST_TYPE_PARAM_ARRAY_LIST, "RmgParamSpecMixMatrix", &info, 0));
  return type;
}

static GParamSpec *
make_matrix_spec (void)
{
  const GParamFlags flags = RMG_SETTINGS_WRITABLE;
  GParamSpec *factor = g_param_spec_float ("factor", "Factor",
      "Factor of one input channel", -G_MAXFLOAT, G_MAXFLOAT, 0, flags);
  GParamSpec *row = gst_param_spec_array (
      "row", "Row", "Factors of one output channel", factor, flags);
  GstParamSpecArray *self = g_param_spec_internal (matrix_spec_get_type (),
      "mix-matrix", "Mix matrix",
      "One row of input factors for each output channel; empty: by position",
      flags);

  self->element_spec = g_param_spec_ref_sink (row);
  return G_PARAM_SPEC (self);
}

void
rmg_convert_settings_install (GObjectClass *object_class)
{
  g_object_class_install_property (object_class, PROP_FORMAT,
      g_param_spec_string ("format", "Format",
          "Sample format of the output, S16LE for instance; empty: negotiated",
          "", RMG_SETTINGS_WRITABLE));
  rmg_setting_table_install (&table, object_class);
  g_object_class_install_property (
      object_class, PROP_MIX_MATRIX, make_matrix_spec ());
}

static char *
set_format (RmgConvertSettings *self, const char *name)
{
  GstAudioFormat format = GST_AUDIO_FORMAT_UNKNOWN;
  gboolean swapped;
  RmgFormat dsp;

  if (name != NULL && *name != '\0') {
    format = gst_audio_format_from_string (name);
    if (!rmg_audio_format_to_dsp (format, &dsp, &swapped))
      return g_strdup_printf ("unknown format '%s'", name);
  }
  self->format = format;
  return NULL;
}

static char *
set_matrix (RmgConvertSettings *self, const GValue *value)
{
  RmgMixMatrix *matrix = rmg_mix_matrix_new_from_value (value);

  if (matrix == NULL && gst_value_array_get_size (value) > 0)
    return g_strdup_printf ("the mix-matrix has no rows of equal length, or "
                            "more than %d rows or columns",
        RMG_MAX_CHANNELS);
  g_clear_pointer (&self->matrix, rmg_mix_matrix_unref);
  self->matrix = matrix;
  return NULL;
}

gboolean
rmg_convert_settings_set (
    RmgConvertSettings *self, guint id, const GValue *value, char **problem)
{
  *problem = NULL;
  if (id == PROP_FORMAT)
    *problem = set_format (self, g_value_get_string (value));
  else if (id == PROP_MIX_MATRIX)
    *problem = set_matrix (self, value);
  else if (!rmg_setting_table_set (&table, self, id, value))
    return FALSE;
  self->serial += *problem == NULL;
  return TRUE;
}

gboolean
rmg_convert_settings_get (
    const RmgConvertSettings *self, guint id, GValue *value)
{
  if (id == PROP_FORMAT)
    g_value_set_static_string (value,
        self->format == GST_AUDIO_FORMAT_UNKNOWN
            ? ""
            : gst_audio_format_to_string (self->format));
  else if (id == PROP_MIX_MATRIX)
    rmg_mix_matrix_to_value (self->matrix, value);
  else
    return rmg_setting_table_get (&table, self, id, value);
  return TRUE;
}

void
rmg_convert_settings_init_copy (
    RmgConvertSettings *self, const RmgConvertSettings *from)
{
  *self = *from;
  if (self->matrix != NULL)
    rmg_mix_matrix_ref (self->matrix);
}

void
rmg_convert_settings_clear (RmgConvertSettings *self)
{
  g_clear_pointer (&self->matrix, rmg_mix_matrix_unref);
}

RmgConvertTarget
rmg_convert_settings_get_target (const RmgConvertSettings *self)
{
  return (RmgConvertTarget){
    .format = self->format,
    .channels = self->channels,
    .layout = self->layout,
    .matrix_inputs = self->matrix != NULL ? self->matrix->inputs : 0,
    .matrix_outputs = self->matrix != NULL ? self->matrix->outputs : 0,
  };
}
