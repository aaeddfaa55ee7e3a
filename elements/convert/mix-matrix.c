/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "elements/convert/mix-matrix.h"

#include "elements/dsp/base/frames.h"

static RmgMixMatrix *
make_matrix (gint outputs, gint inputs)
{
  RmgMixMatrix *matrix =
      g_malloc0 (sizeof (RmgMixMatrix) + sizeof (gdouble) * inputs * outputs);

  g_ref_count_init (&matrix->references);
  matrix->inputs = inputs;
  matrix->outputs = outputs;
  return matrix;
}

RmgMixMatrix *
rmg_mix_matrix_ref (RmgMixMatrix *matrix)
{
  g_ref_count_inc (&matrix->references);
  return matrix;
}

void
rmg_mix_matrix_unref (RmgMixMatrix *matrix)
{
  if (g_ref_count_dec (&matrix->references))
    g_free (matrix);
}

/* Fills one row; FALSE if it has another length or holds no numbers. */
static gboolean
read_row (const GValue *row, gdouble *factors, guint inputs)
{
  if (!GST_VALUE_HOLDS_ARRAY (row) || gst_value_array_get_size (row) != inputs)
    return FALSE;
  for (guint i = 0; i < inputs; i++) {
    g_auto (GValue) number = G_VALUE_INIT;

    g_value_init (&number, G_TYPE_DOUBLE);
    if (!g_value_transform (gst_value_array_get_value (row, i), &number))
      return FALSE;
    factors[i] = g_value_get_double (&number);
  }
  return TRUE;
}

RmgMixMatrix *
rmg_mix_matrix_new_from_value (const GValue *value)
{
  const guint outputs = gst_value_array_get_size (value);
  const GValue *first =
      outputs > 0 ? gst_value_array_get_value (value, 0) : NULL;
  g_autoptr (RmgMixMatrix) matrix = NULL;
  guint inputs;

  if (first == NULL || !GST_VALUE_HOLDS_ARRAY (first))
    return NULL;
  inputs = gst_value_array_get_size (first);
  if (inputs == 0 || inputs > RMG_MAX_CHANNELS || outputs > RMG_MAX_CHANNELS)
    return NULL;
  matrix = make_matrix ((gint) outputs, (gint) inputs);
  for (guint i = 0; i < outputs; i++)
    if (!read_row (gst_value_array_get_value (value, i),
            matrix->factors + i * inputs, inputs))
      return NULL;
  return g_steal_pointer (&matrix);
}

void
rmg_mix_matrix_to_value (const RmgMixMatrix *matrix, GValue *value)
{
  for (gint o = 0; matrix != NULL && o < matrix->outputs; o++) {
    GValue row = G_VALUE_INIT;

    g_value_init (&row, GST_TYPE_ARRAY);
    for (gint i = 0; i < matrix->inputs; i++) {
      GValue factor = G_VALUE_INIT;

      g_value_init (&factor, G_TYPE_DOUBLE);
      g_value_set_double (&factor, matrix->factors[o * matrix->inputs + i]);
      gst_value_array_append_and_take_value (&row, &factor);
    }
    gst_value_array_append_and_take_value (value, &row);
  }
}

static gboolean
is_matrix_needed (const GstAudioInfo *in, const GstAudioInfo *out)
{
  const gsize size = sizeof (GstAudioChannelPosition) * in->channels;

  if (in->channels != out->channels)
    return in->channels > 1 && out->channels > 1;
  return in->channels > 1 && !GST_AUDIO_INFO_IS_UNPOSITIONED (in) &&
      !GST_AUDIO_INFO_IS_UNPOSITIONED (out) &&
      memcmp (in->position, out->position, size) != 0;
}

/* 64 channels have no positions, and the mixer of GStreamer refuses them. */
static gboolean
has_positions (const GstAudioInfo *info)
{
  return !GST_AUDIO_INFO_IS_UNPOSITIONED (info) &&
      info->channels < RMG_MAX_CHANNELS;
}

/* The mixer of GStreamer is silent if only the output has no positions. */
static RmgMixMatrix *
make_matrix_by_number (gint outputs, gint inputs)
{
  RmgMixMatrix *matrix = make_matrix (outputs, inputs);

  for (gint i = 0; i < MIN (outputs, inputs); i++)
    matrix->factors[i * inputs + i] = 1;
  return matrix;
}

/* GStreamer does not expose its matrix, so this measures it: frame i
 * has a one in channel i, and its output is column i. */
static RmgMixMatrix *
make_matrix_by_position (GstAudioInfo *in, GstAudioInfo *out)
{
  const gint inputs = in->channels, outputs = out->channels;
  GstAudioChannelMixer *mixer =
      gst_audio_channel_mixer_new (GST_AUDIO_CHANNEL_MIXER_FLAGS_NONE,
          GST_AUDIO_FORMAT_F64, inputs, in->position, outputs, out->position);
  g_autofree gdouble *ones = NULL, *columns = NULL;
  RmgMixMatrix *matrix;

  ones = g_new0 (gdouble, inputs * inputs);
  columns = g_new0 (gdouble, inputs * outputs);
  for (gint i = 0; i < inputs; i++)
    ones[i * inputs + i] = 1;
  gst_audio_channel_mixer_samples (
      mixer, (gpointer[]){ ones }, (gpointer[]){ columns }, inputs);
  gst_audio_channel_mixer_free (mixer);

  matrix = make_matrix (outputs, inputs);
  for (gint o = 0; o < outputs; o++)
    for (gint i = 0; i < inputs; i++)
      matrix->factors[o * inputs + i] = columns[i * outputs + o];
  return matrix;
}

RmgMixMatrix *
rmg_mix_matrix_new_from_positions (
    const GstAudioInfo *in, const GstAudioInfo *out)
{
  GstAudioInfo from = *in, to = *out;

  if (!is_matrix_needed (in, out))
    return NULL;
  if (!has_positions (in) || !has_positions (out))
    return make_matrix_by_number (out->channels, in->channels);
  return make_matrix_by_position (&from, &to);
}
