/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The sizes in the header of a WAV file that was not finished. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rmg_wav_sizes_repair:
 * @fd: a file that can be read and written
 *
 * Writes the sizes of the whole file into its header if it is a WAV file with a
 * header of 44 bytes; any other file stays as it is. Takes no space on the disk,
 * so it works on a full one.
 *
 * Returns: whether the header was written
 */
gboolean rmg_wav_sizes_repair (int fd);

G_END_DECLS
