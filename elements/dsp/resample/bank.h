/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The filter of the interpolated engine at a grid of phases, dense enough to
 * interpolate between: tables that all resamplers of the same rates and quality
 * share. */
#pragma once

#include "elements/dsp/base/shared.h"
#include "elements/dsp/resample/engine.h"
#include "elements/dsp/resample/prototype.h"

typedef struct
{
  RmgRatio band; /* whose lower rate has the Nyquist frequency of the filter */
  RmgResampleQuality quality;
  bool is_steep;
  bool is_double;
  unsigned width; /* n_taps is a multiple of it */
} RmgBankKey;

/* Tap k of row r belongs to frame b + n_ahead - n_taps + 1 + k of an output at
 * frame b and (r - (n_mixed / 2 - 1)) / 2^bits. Padding is at the old end. */
typedef struct
{
  RmgShared shared;
  RmgBankKey key;
  unsigned bits;    /* 2^bits phases a frame */
  unsigned n_mixed; /* rows that an output is interpolated from: 2 or 4 */
  unsigned n_ahead; /* input frames after b that an output needs */
  size_t n_taps;
  size_t n_rows;
  void *taps; /* float or double [n_rows][n_taps], aligned to 64 bytes */
} RmgBank;

/* Designs the filter, or returns the existing one. Thread: any.
 *
 * Returns: a reference for rmg_bank_release(), or NULL if the table would be
 * unreasonably large or memory ran out. */
const RmgBank *rmg_bank_acquire (const RmgBankKey *key);

/* bank may be NULL. Safe from any thread. */
void rmg_bank_release (const RmgBank *bank);
