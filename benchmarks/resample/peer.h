/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What the benchmark asks of a resampler, ours or somebody else's: interleaved
 * F32 in pieces of any length in, the same out. One file a library. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  unsigned in_hz, out_hz;
  unsigned channels;
} BenchResampleFormat;

typedef struct
{
  /* Returns: the version of the library, static. */
  const char *(*version) (void);
  /* setting: on the scale of the library. Returns: NULL if it cannot. */
  void *(*open) (int setting, const BenchResampleFormat *format);
  /* Reads all n_in frames; out has room for room frames, which is more than
   * can come. Returns: frames written. */
  size_t (*process) (
      void *state, const float *in, size_t n_in, float *out, size_t room);
  /* Writes what is left at the end of a clip. Returns: frames written. */
  size_t (*drain) (void *state, float *out, size_t room);
  void (*close) (void *state);
  /* NULL, or what a resampler chose by itself, static. */
  const char *(*implementation) (void *state);
} BenchResampleOps;

typedef struct
{
  const char *name;
  const char *library;
  const char *settings; /* in the words of the library's interface */
  int setting;
  const BenchResampleOps *ops; /* NULL: not installed when this was built */
} BenchResamplePeer;

/* bench_resample_peers: all that are known, ours first; a row without a name
 * ends them. */
extern const BenchResamplePeer bench_resample_peers[];

/* Or'ed to our quality: the engine for whole clips. */
#define BENCH_RESAMPLE_CLIP 0x100

extern const BenchResampleOps bench_resample_rmg;
extern const BenchResampleOps bench_resample_soxr;
extern const BenchResampleOps bench_resample_speex;
extern const BenchResampleOps bench_resample_swr;
extern const BenchResampleOps bench_resample_zita;
extern const BenchResampleOps bench_resample_src;
extern const BenchResampleOps bench_resample_gst;

G_END_DECLS
