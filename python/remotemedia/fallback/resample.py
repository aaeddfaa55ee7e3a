# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Resampling by a windowed sinc, one set of taps for each phase."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_PHASES = 1024
MAX_TAPS = 2**20  # of one block


@dataclass(frozen=True)
class Quality:
    """A low-pass filter.

    Attributes:
        zero_crossings: of the sinc, on each side.
        roll_off: cut-off frequency, of the lower Nyquist frequency.
        beta: of the Kaiser window.
    """

    zero_crossings: int
    roll_off: float
    beta: float


QUALITIES = {
    "low": Quality(16, 0.88, 6.0),
    "medium": Quality(32, 0.92, 9.0),
    "high": Quality(64, 0.95, 12.0),
}


def get_length(n_samples: int, rate_in: int, rate_out: int) -> int:
    """Return the number of samples that a clip has after resampling."""
    return -(-n_samples * rate_out // rate_in)


def resample(
    samples: np.ndarray[Any, Any], rate_in: int, rate_out: int, quality: str = "high"
) -> np.ndarray[Any, Any]:
    """Resample a clip of (channels, samples); the delay of the filter is compensated.

    Args:
        samples: float32 or float64; the result has the same type.
        rate_in, rate_out: in Hz.
        quality: low, medium or high.
    """
    divisor = math.gcd(rate_in, rate_out)
    up, down = rate_out // divisor, rate_in // divisor
    result = np.empty((len(samples), get_length(samples.shape[1], rate_in, rate_out)), samples.dtype)
    half = get_half(up, down, QUALITIES[quality])
    padded = np.pad(samples, ((0, 0), (half - 1, half + 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half, axis=1)
    if up <= MAX_PHASES:
        fill_by_phase(result, windows, make_table(up, down, QUALITIES[quality]), down)
    else:
        fill_by_block(result, windows, (up, down), QUALITIES[quality])
    return result


def fill_by_phase(
    result: np.ndarray[Any, Any], windows: np.ndarray[Any, Any], table: np.ndarray[Any, Any], down: int
) -> None:
    up = len(table)
    for first in range(min(up, result.shape[1])):
        outputs = result[:, first::up]  # of one phase
        start = first * down // up
        inputs = windows[:, start :: down][:, : outputs.shape[1]]
        outputs[...] = inputs @ table[first * down % up]


def fill_by_block(
    result: np.ndarray[Any, Any], windows: np.ndarray[Any, Any], ratio: tuple[int, int], quality: Quality
) -> None:
    """Resample with taps that are made for each output: a table of all phases would be too large."""
    up, down = ratio
    block = max(1, MAX_TAPS // windows.shape[2])
    for first in range(0, result.shape[1], block):
        outputs = np.arange(first, min(first + block, result.shape[1]), dtype=object) * down
        starts, phases = (outputs // up).astype(np.intp), (outputs % up).astype("f8")
        taps = make_taps(phases / up, up / down, quality)
        result[:, first : first + block] = np.einsum("cnt,nt->cn", windows[:, starts], taps)


def get_half(up: int, down: int, quality: Quality) -> int:
    """Return the number of taps on each side of an output."""
    return math.ceil(quality.zero_crossings / min(1.0, up / down))


@functools.lru_cache(maxsize=8)
def make_table(up: int, down: int, quality: Quality) -> np.ndarray[Any, Any]:
    """Return taps by phase: row p weighs the samples around the position p / up."""
    return make_taps(np.arange(up) / up, up / down, quality)


def make_taps(
    fractions: np.ndarray[Any, Any], ratio: float, quality: Quality
) -> np.ndarray[Any, Any]:
    """Return a row of taps for each position after a sample, in samples from 0 to 1.

    Kaiser window: J. F. Kaiser, "Nonrecursive digital filter design using the
    I0-sinh window function", 1974.
    """
    cut_off = min(1.0, ratio) * quality.roll_off
    half = math.ceil(quality.zero_crossings / min(1.0, ratio))
    distance = np.arange(1 - half, half + 1) - fractions[:, np.newaxis]
    window = np.i0(quality.beta * np.sqrt(np.maximum(0.0, 1.0 - (distance / half) ** 2)))
    taps = cut_off * np.sinc(cut_off * distance) * window / np.i0(quality.beta)
    taps /= taps.sum(axis=1, keepdims=True)
    return np.asarray(taps)
