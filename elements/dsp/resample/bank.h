/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The filter of the interpolated engine, as a polynomial for each tap in each
 * segment of a frame: tables that all resamplers of the same rates and quality
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

#define RMG_BANK_MAX_BITS 6

/* Tap k of an output after frame b belongs to frame b + n_ahead - n_taps + 1 + k.
 * Padding is at the old end. */
typedef struct
{
  RmgShared shared;
  RmgBankKey key;
  unsigned bits;    /* 2^bits segments a frame */
  unsigned n_terms; /* of a polynomial: 3 or 4 */
  unsigned n_ahead; /* input frames after b that an output needs */
  size_t n_taps;
  void *curves; /* float or double [segments][n_taps / width][n_terms][width],
                   aligned to 64 bytes; the constant term is the first */
} RmgBank;

/* Designs the filter, or returns the existing one. Thread: any.
 *
 * Returns: a reference for rmg_bank_release(), or NULL if the table would be
 * unreasonably large or memory ran out. */
const RmgBank *rmg_bank_acquire (const RmgBankKey *key);

/* bank may be NULL. Safe from any thread. */
void rmg_bank_release (const RmgBank *bank);
