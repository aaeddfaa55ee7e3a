/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Interface of a voice activity detector in the benchmark: 30 ms of mono F32 at
 * 16 kHz in, a score out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_VAD_RATE_HZ 16000
#define BENCH_VAD_FRAME 480

typedef struct
{
  const char *name;
  const char *library;
  const char *settings;
  int setting; /* on the scale of the library */
  /* Returns: the version of the library, static. */
  const char *(*version) (void);
  void *(*open) (int setting); /* NULL: not installed at build time */
  /* A more probable speech frame has a higher score; the scale is the
   * detector's own. Scores come in order, at most one a frame, and may be late.
   * Returns: whether there was a score. */
  gboolean (*push) (void *state, const float *frame, float *score);
  /* NULL, or: Returns: whether there is another score after the last frame. */
  gboolean (*drain) (void *state, float *score);
  void (*close) (void *state);
} BenchVadPeer;

/* bench_vad_peers: those of this project first; a row without a name ends the
 * table. */
extern const BenchVadPeer bench_vad_peers[];

/* Functions of the files, each for one library. */
const char *bench_vad_rmg_version (void);
void *bench_vad_rmg_open (int engine);
gboolean bench_vad_rmg_push (void *state, const float *frame, float *score);
gboolean bench_vad_rmg_drain (void *state, float *score);
void bench_vad_rmg_close (void *state);

/* setting: the modes to add up, one bit each. */
const char *bench_vad_webrtc_version (void);
void *bench_vad_webrtc_open (int setting);
gboolean bench_vad_webrtc_push (void *state, const float *frame, float *score);
void bench_vad_webrtc_close (void *state);

const char *bench_vad_speex_version (void);
void *bench_vad_speex_open (int setting);
gboolean bench_vad_speex_push (void *state, const float *frame, float *score);
void bench_vad_speex_close (void *state);

G_END_DECLS
