/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* How good a resampler is, measured from outside: samples in, samples out. */
#pragma once

#include "benchmarks/resample/peer.h"

G_BEGIN_DECLS

/* fN is the lower of the two Nyquist frequencies. */
typedef struct
{
  double rejection_10_db; /* of the worst alias or image from 1.0 fN on */
  double rejection_11_db; /* the same from 1.1 fN on */
  double ripple_db;       /* largest deviation from the gain at 0, to 0.9 fN */
  double edge_fn;  /* where the gain is down by 3 dB, over fN; 1 at most */
  double flat_fn;  /* where it first is off by 0.1 dB, over fN */
  double thdn_db;  /* 997 Hz at half of full scale over all else */
  double delay_ms; /* worst of 16 impulses: input that had to follow it
                             before its peak came out */
} BenchQuality;

/* bench_quality_measure: FALSE if the peer cannot serve this ratio. */
gboolean bench_quality_measure (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchQuality *quality);

G_END_DECLS
