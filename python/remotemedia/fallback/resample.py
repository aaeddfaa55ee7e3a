# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Resampling by a windowed sinc, one set of taps for each phase."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np


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
    taps = make_taps(up, down, QUALITIES[quality])
    half = taps.shape[1] // 2
    padded = np.pad(samples, ((0, 0), (half - 1, half + 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, taps.shape[1], axis=1)
    result = np.empty((len(samples), get_length(samples.shape[1], rate_in, rate_out)), samples.dtype)
    for first in range(min(up, result.shape[1])):
        outputs = result[:, first::up]  # of one phase
        start = first * down // up
        inputs = windows[:, start :: down][:, : outputs.shape[1]]
        outputs[...] = inputs @ taps[first * down % up]
    return result


@functools.lru_cache(maxsize=8)
def make_taps(up: int, down: int, quality: Quality) -> np.ndarray[Any, Any]:
    """Return taps by phase: row p weighs the samples around the position p / up.

    Kaiser window: J. F. Kaiser, "Nonrecursive digital filter design using the
    I0-sinh window function", 1974.
    """
    cut_off = min(1.0, up / down) * quality.roll_off
    half = math.ceil(quality.zero_crossings / min(1.0, up / down))
    distance = np.arange(1 - half, half + 1) - (np.arange(up) / up)[:, np.newaxis]
    window = np.i0(quality.beta * np.sqrt(np.maximum(0.0, 1.0 - (distance / half) ** 2)))
    taps = cut_off * np.sinc(cut_off * distance) * window / np.i0(quality.beta)
    taps /= taps.sum(axis=1, keepdims=True)
    return np.asarray(taps)
