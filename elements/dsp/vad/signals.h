/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Signals that a detector can analyse, hop by hop: signal 0 is the mean of all
 * channels, signal 1 to n of several channels is the channel itself. A detector of
 * one channel has that channel as signal 0, and no other. */
#pragma once

#include "elements/dsp/base/frames.h"

typedef struct
{
  unsigned n_channels;
  unsigned channel;   /* the only one to analyse, from 1; 0: all */
  unsigned n_signals; /* 1 of a single channel */
  size_t hop;
  size_t history; /* samples before the hop that are kept */
  float *samples; /* of each signal: history, then the hop that is collected */
  float *tails;   /* of each signal: up to a hop before the end */
  size_t n_tail;
  size_t n_mirrored; /* samples appended after the end */
} RmgVadSignals;

/* Returns: %false without memory; to be closed in any case */
bool rmg_vad_signals_open (RmgVadSignals *self, unsigned n_channels,
    unsigned channel, size_t hop, size_t history);
void rmg_vad_signals_close (RmgVadSignals *self);

/* Returns: bytes of the samples that are kept */
size_t rmg_vad_signals_get_held_bytes (const RmgVadSignals *self);

/* Returns: the hop of signal @index, after its history */
float *rmg_vad_signals_get_hop (const RmgVadSignals *self, unsigned index);

/* Reads @n of @frames from @first on, to sample @at of the hop. */
void rmg_vad_signals_read (RmgVadSignals *self, const RmgFrames *frames,
    size_t first, size_t n, size_t at);

/* Appends @n samples of digital zero at sample @at of the hop. */
void rmg_vad_signals_silence (RmgVadSignals *self, size_t n, size_t at);

/* Sets the history to the first sample of the hop: a constant offset is then
 * constant from the start. */
void rmg_vad_signals_hold_first (RmgVadSignals *self);

/* Makes the complete hop part of the history. */
void rmg_vad_signals_advance (RmgVadSignals *self);

/* The signals end with @n samples of the hop.
 * @n_known: samples before them that were read, if fewer than a hop */
void rmg_vad_signals_end (RmgVadSignals *self, size_t n, size_t n_known);

/* Appends @n samples at sample @at of the hop: the end of the signal, mirrored,
 * so that speech goes on as speech and silence as silence. */
void rmg_vad_signals_mirror (RmgVadSignals *self, size_t n, size_t at);

/* Two channels that cancel leave nothing in the mean. The mean is replaced by the
 * loudest channel while it has less than a fifth of the power that it has for
 * unrelated channels, which is 10 dB below the channels of stereo.
 *
 * @before: the signal that was chosen before, 0 at first
 * @squares: sums of squares of the signals
 *
 * Returns: the signal to analyse; @before for digital silence */
unsigned rmg_vad_signals_choose (
    const RmgVadSignals *self, unsigned before, const double *squares);
