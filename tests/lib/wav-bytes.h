/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Builds files of chunks for tests. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** wav_append_16, wav_append_32: a number in little endian. */
void wav_append_16 (GByteArray *bytes, guint value);
void wav_append_32 (GByteArray *bytes, guint32 value);

/** wav_append_zeros: @n_bytes of silence or of content that does not matter. */
void wav_append_zeros (GByteArray *bytes, guint n_bytes);

/** wav_append_name: the four characters of a chunk. */
void wav_append_name (GByteArray *bytes, const char *name);

/** wav_append_format: a "fmt " chunk of 16 bytes. */
void wav_append_format (
    GByteArray *bytes, guint tag, guint channels, guint rate_hz, guint bits);

/**
 * wav_new:
 *
 * Returns: (transfer full): a RIFF file of 16-bit samples at 16 kHz up to the
 *   header of its "data" chunk, with these sizes
 */
GByteArray *wav_new (guint channels, guint32 riff_bytes, guint32 data_bytes);

G_END_DECLS
