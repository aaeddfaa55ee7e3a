/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* What the benchmark asks of a voice activity detector, ours or somebody
 * else's: 30 ms of mono F32 at 16 kHz in, a score out. */
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
  void *(*open) (int setting); /* NULL: not installed when this was built */
  /* The more probable speech is, the higher the score; the scale is the
   * detector's own. Scores come in order, at most one a frame, and may be late.
   * Returns: whether there was one. */
  gboolean (*push) (void *state, const float *frame, float *score);
  /* NULL, or: Returns: whether there is one more behind the last frame. */
  gboolean (*drain) (void *state, float *score);
  void (*close) (void *state);
} BenchVadPeer;

/* bench_vad_peers: ours first; a row without a name ends them. */
extern const BenchVadPeer bench_vad_peers[];

/* What each of the files gives: one library's functions. */
const char *bench_vad_rmg_version (void);
void *bench_vad_rmg_open (int engine);
gboolean bench_vad_rmg_push (void *state, const float *frame, float *score);
gboolean bench_vad_rmg_drain (void *state, float *score);
void bench_vad_rmg_close (void *state);

/* setting: the modes to add up, a bit each. */
const char *bench_vad_webrtc_version (void);
void *bench_vad_webrtc_open (int setting);
gboolean bench_vad_webrtc_push (void *state, const float *frame, float *score);
void bench_vad_webrtc_close (void *state);

const char *bench_vad_speex_version (void);
void *bench_vad_speex_open (int setting);
gboolean bench_vad_speex_push (void *state, const float *frame, float *score);
void bench_vad_speex_close (void *state);

G_END_DECLS
