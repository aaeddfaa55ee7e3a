/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A view of audio in memory of another owner. A frame is one sample of
 * every channel. Interleaved and planar data have the same form: each channel has
 * a first sample and a distance to its next one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RMG_MAX_CHANNELS 64

typedef enum
{
  RMG_FORMAT_U8,
  RMG_FORMAT_S8,
  RMG_FORMAT_S16,
  RMG_FORMAT_S24,    /* packed in three bytes */
  RMG_FORMAT_S24_32, /* in the low three bytes of four */
  RMG_FORMAT_S32,
  RMG_FORMAT_F32,
  RMG_FORMAT_F64,
  RMG_N_FORMATS,
} RmgFormat;

typedef struct
{
  void *planes[RMG_MAX_CHANNELS]; /* first sample of each channel; only
                                     planes[0] when interleaved */
  unsigned channels;              /* 1..RMG_MAX_CHANNELS */
  bool interleaved;               /* true also for one channel */
  RmgFormat format;
  bool swapped; /* bytes are in the other order */
  size_t n_frames;
} RmgFrames;
