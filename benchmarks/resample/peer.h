/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interface of a resampler in the benchmark: interleaved F32 in pieces of any
 * length in, the same out. One file a library. */
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
  /* setting: on the scale of the library. Returns: NULL if not supported. */
  void *(*open) (int setting, const BenchResampleFormat *format);
  /* Reads all n_in frames; out has room for room frames, more than the output
   * needs. Returns: frames written. */
  size_t (*process) (
      void *state, const float *in, size_t n_in, float *out, size_t room);
  /* Writes the rest at the end of a clip. Returns: frames written. */
  size_t (*drain) (void *state, float *out, size_t room);
  void (*close) (void *state);
  /* NULL, or: Returns: the implementation that the resampler chose, static. */
  const char *(*implementation) (void *state);
} BenchResampleOps;

typedef struct
{
  const char *name;
  const char *library;
  const char *settings; /* in terms of the interface of the library */
  int setting;
  const BenchResampleOps *ops; /* NULL: not installed at build time */
} BenchResamplePeer;

/* bench_resample_peers: all known peers, those of this project first; a row
 * without a name ends the table. */
extern const BenchResamplePeer bench_resample_peers[];

/* The quality of this project, and flags on it: the engine for whole clips, and
 * the filters that reject from the Nyquist frequency on. */
#define BENCH_RESAMPLE_QUALITY 0xff
#define BENCH_RESAMPLE_CLIP 0x100
#define BENCH_RESAMPLE_STEEP 0x200

extern const BenchResampleOps bench_resample_rmg;
extern const BenchResampleOps bench_resample_soxr;
extern const BenchResampleOps bench_resample_speex;
extern const BenchResampleOps bench_resample_swr;
extern const BenchResampleOps bench_resample_zita;
extern const BenchResampleOps bench_resample_src;
extern const BenchResampleOps bench_resample_gst;

G_END_DECLS
