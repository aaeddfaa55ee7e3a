/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How the channels of one side make those of the other. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/* Rows of outputs, columns of inputs; never changed once made. */
typedef struct
{
  grefcount references;
  gint inputs, outputs;
  gdouble factors[];
} RmgMixMatrix;

/**
 * rmg_mix_matrix_new_from_value:
 * @value: a #GstValueArray of one #GstValueArray of numbers per output
 *
 * Returns: (transfer full) (nullable): the matrix; %NULL if @value is empty,
 *   not rectangular, or has more than 64 rows or columns
 */
RmgMixMatrix *rmg_mix_matrix_new_from_value (const GValue *value);

/**
 * rmg_mix_matrix_new_from_positions:
 * @in: channels there are
 * @out: channels there shall be
 *
 * Returns: (transfer full) (nullable): how GStreamer mixes these; if one side
 *   has no positions, channel n becomes channel n; %NULL if no matrix is needed:
 *   the same channels, copies of one, the mean in one
 */
RmgMixMatrix *rmg_mix_matrix_new_from_positions (
    const GstAudioInfo *in, const GstAudioInfo *out);

/**
 * rmg_mix_matrix_to_value:
 * @matrix: (nullable): a matrix
 * @value: an initialised #GstValueArray to fill
 */
void rmg_mix_matrix_to_value (const RmgMixMatrix *matrix, GValue *value);

RmgMixMatrix *rmg_mix_matrix_ref (RmgMixMatrix *matrix);
void rmg_mix_matrix_unref (RmgMixMatrix *matrix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RmgMixMatrix, rmg_mix_matrix_unref)

G_END_DECLS
