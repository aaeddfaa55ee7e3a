/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interface of a converter of formats in the benchmark. */
#pragma once

#include "elements/dsp/convert/convert.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  RmgConvertSide from, to;
  RmgDither dither;
} BenchConversion;

typedef struct
{
  const char *name;
  const char *library;
  const char *settings;
  /* Returns: the version of the library, static. */
  const char *(*version) (void);
  /* NULL: not installed at build time. Returns: NULL if the peer cannot do this
   * conversion. */
  void *(*open) (const BenchConversion *conversion);
  void (*convert) (void *state, const RmgFrames *in, const RmgFrames *out);
  void (*close) (void *state);
} BenchConvertPeer;

/* bench_convert_peers: memcpy of the same traffic first, then this project, then
 * the others; NULL ends the list. */
extern const BenchConvertPeer *const bench_convert_peers[];

extern const BenchConvertPeer bench_convert_rmg;
extern const BenchConvertPeer bench_convert_memcpy;
extern const BenchConvertPeer bench_convert_loops;
extern const BenchConvertPeer bench_convert_gst;
extern const BenchConvertPeer bench_convert_swr;

/** bench_convert_frame_size: bytes of all samples of a frame. */
size_t bench_convert_frame_size (const RmgConvertSide *side);

G_END_DECLS
