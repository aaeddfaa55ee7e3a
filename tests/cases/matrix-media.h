/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Runs a manifest from file to file, and reads the result with stock elements. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/**
 * matrix_media_run:
 * @input: file of samples without header
 * @caps: its caps
 * @node: (nullable): a line for rmg_test_manifest(), without id
 * @output: file to write
 *
 * Returns: whether the run succeeded
 */
gboolean matrix_media_run (const char *input, const GstAudioInfo *caps,
    const char *node, const char *output, GError **error);

/**
 * matrix_media_read:
 * @path: a file
 * @raw: (nullable): caps of a file without header
 * @info: (out): format of the decoded samples
 *
 * Returns: (transfer full) (nullable): the decoded samples
 */
GBytes *matrix_media_read (const char *path, const GstAudioInfo *raw,
    GstAudioInfo *info, GError **error);

/** matrix_media_read_opus_rate: the rate of the input in an Opus header, in Hz;
 * 0 if there is no such header. */
guint matrix_media_read_opus_rate (const char *path);

G_END_DECLS
