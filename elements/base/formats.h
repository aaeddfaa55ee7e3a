/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The sample formats and caps that elements with kernels accept, in the order
 * of preference. */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

#define RMG_FORMATS_LE "F32LE, S16LE, S32LE, F64LE, S24LE"
#define RMG_FORMATS_BE "F32BE, S16BE, S32BE, F64BE, S24BE"

/* RMG_FORMATS_PACKED: formats of files, without padding in a sample.
 * RMG_FORMATS: all 14 formats. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define RMG_FORMATS_PACKED "{ " RMG_FORMATS_LE ", U8, S8, " RMG_FORMATS_BE " }"
#define RMG_FORMATS                                                            \
  "{ " RMG_FORMATS_LE ", S24_32LE, U8, S8, " RMG_FORMATS_BE ", S24_32BE }"
#else
#define RMG_FORMATS_PACKED "{ " RMG_FORMATS_BE ", U8, S8, " RMG_FORMATS_LE " }"
#define RMG_FORMATS                                                            \
  "{ " RMG_FORMATS_BE ", S24_32BE, U8, S8, " RMG_FORMATS_LE ", S24_32LE }"
#endif

#define RMG_SHAPE_CAPS "rate = (int) [ 1, max ], channels = (int) [ 1, 64 ]"

#define RMG_FORMATS_CAPS                                                       \
  "audio/x-raw, format = (string) " RMG_FORMATS ", " RMG_SHAPE_CAPS            \
  ", layout = (string) { interleaved, non-interleaved }"

G_END_DECLS
