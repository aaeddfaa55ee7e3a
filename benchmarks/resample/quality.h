/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Quality of a resampler, measured from its input and output. */
#pragma once

#include "benchmarks/resample/peer.h"

G_BEGIN_DECLS

/* fN is the lower of the two Nyquist frequencies. */
typedef struct
{
  double rejection_10_db; /* worst alias or image from 1.0 fN on */
  double rejection_11_db; /* the same from 1.1 fN on */
  double ripple_db; /* largest deviation from the gain at 0 Hz, up to 0.9 fN */
  double edge_fn;   /* frequency of -3 dB, over fN; at most 1 */
  double flat_fn;   /* first frequency that is off by 0.1 dB, over fN */
  double thdn_db;   /* 997 Hz at half of full scale over the rest */
  double delay_ms;  /* worst of 16 impulses: length of the input between
                             an impulse and the output of its peak */
} BenchQuality;

/* bench_quality_measure: returns FALSE if the peer cannot serve the ratio. */
gboolean bench_quality_measure (const BenchResamplePeer *peer,
    const BenchResampleFormat *format, BenchQuality *quality);

G_END_DECLS
