/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The filter of the polyphase engine, cut into phases: tables that all
 * resamplers of the same ratio, quality and layout share. */
#pragma once

#include "elements/dsp/resample/engine.h"
#include "elements/dsp/base/shared.h"
#include "elements/dsp/resample/prototype.h"

/* How kernels want the taps; see resample-fir.h. */
typedef enum
{
  RMG_TAPS_COLUMNS,
  RMG_TAPS_ROWS,
} RmgTapsLayout;

typedef struct
{
  RmgRatio ratio;
  RmgRatio band; /* whose lower rate has the Nyquist frequency of the filter */
  RmgPrototype prototype;
  RmgTapsLayout layout;
  bool is_double;
  unsigned width; /* rows: samples in a vector */
} RmgTapsKey;

/* The input frame before output n of a period of `up` outputs is b = n * down /
 * up. In a table of columns, tap k of phase n * down % up belongs to input
 * frame b + n_ahead - n_taps + 1 + k. In a table of rows, the outputs of a
 * group share the frames of their taps: b is that of the first output of the
 * group, n_ahead includes n_spread, and taps that only other outputs of the group
 * have are 0; only outputs up to up / 2 have rows. Padding is at the old end. */
typedef struct
{
  RmgShared shared;
  RmgTapsKey key;
  unsigned n_ahead;  /* input frames after b that an output may need */
  unsigned n_spread; /* more frames that the last of a group may need */
  size_t n_taps;     /* of an output, with padding */
  uint32_t *starts;  /* rows: the frame b of each group */
  void *taps;        /* float or double, aligned to 64 bytes:
                        columns: [up][down][n_taps / down]
                        rows: [n_groups][n_taps / width][group][width] */
} RmgTaps;

/* Returns: the layout for a ratio. */
RmgTapsLayout rmg_taps_choose_layout (RmgRatio ratio);

/* Designs the filter, or returns the existing one. Thread: any.
 *
 * Returns: a reference for rmg_taps_release(), or NULL if the table would be
 * unreasonably large or memory ran out. */
const RmgTaps *rmg_taps_acquire (const RmgTapsKey *key);

/* taps may be NULL. Safe from any thread. */
void rmg_taps_release (const RmgTaps *taps);
