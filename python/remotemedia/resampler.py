# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Resampling a stream in blocks: in C, or in numpy where it is missing."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np

from . import kernels
from .arrays import check_dtype
from .fallback.resample import get_length

MARGIN_SAMPLES = 256  # of the lower rate: more than half of the longest filter
Array = np.ndarray[Any, Any]


class Resampler(Protocol):
    """A stream of blocks (channels, samples) of one format."""

    def push(self, block: Array) -> Array:
        """Return the samples that can be computed after one more block."""

    def flush(self) -> Array:
        """Return the rest. The stream ends here."""


class KernelResampler:
    """A resampler of the kernels in C.

    Args:
        like: an array with the format of the stream.
        rate_in, rate_out: in Hz, different ones.
        quality: low, medium or high.
    """

    def __init__(self, like: Array, rate_in: int, rate_out: int, quality: str) -> None:
        self._type = like.dtype
        self._n_channels = len(like)
        self._kernel = kernels.open_resampler(kernels.widen(like), rate_in, rate_out, quality)

    def push(self, block: Array) -> Array:
        target = self._make(self._kernel.count(block.shape[1]))
        self._kernel.push(kernels.make_readable(kernels.widen(block)), target)
        return np.asarray(target.astype(self._type, copy=False))

    def flush(self) -> Array:
        target = self._make(self._kernel.drain_count())
        self._kernel.drain(target)
        return np.asarray(target.astype(self._type, copy=False))

    def _make(self, n_samples: int) -> Array:
        return kernels.widen(np.empty((self._n_channels, n_samples), self._type))


class HeldResampler:
    """Resamples the history and the future that the filter needs, for each block; arguments as KernelResampler."""

    def __init__(self, like: Array, rate_in: int, rate_out: int, quality: str) -> None:
        divisor = math.gcd(rate_in, rate_out)
        self._rates = rate_in, rate_out
        self._up, self._down = rate_out // divisor, rate_in // divisor
        self._quality = quality
        self._margin = MARGIN_SAMPLES * max(1, -(-self._down // self._up))
        self._held = np.empty((len(like), 0), like.dtype)
        self._start = 0  # position of the first held sample; a multiple of down
        self._n_in = self._n_out = 0

    def push(self, block: Array) -> Array:
        self._held = np.concatenate([self._held, block], axis=1, dtype=block.dtype)
        self._n_in += block.shape[1]
        return self._take(self._n_in - self._margin)

    def flush(self) -> Array:
        return self._take(self._n_in)

    def _take(self, end: int) -> Array:
        """Return the samples before a position of the input."""
        stop = max(self._n_out, get_length(end, *self._rates))
        first, start = self._start // self._down * self._up, self._n_out
        if stop == start:
            return np.empty((len(self._held), 0), self._held.dtype)
        resampled = kernels.resample(self._held, *self._rates, self._quality)
        self._n_out = stop
        self._forget(end - self._margin)
        return resampled[:, start - first : stop - first]

    def _forget(self, position: int) -> None:
        """Drop the history before a position that the filter does not need."""
        start = max(self._start, position // self._down * self._down)
        self._held = self._held[:, start - self._start :]
        self._start = start


def open_resampler(like: Array, rate_in: int, rate_out: int, quality: str) -> Resampler:
    """Return a resampler for a stream of two different rates; arguments as KernelResampler.

    Raises:
        TypeError: the format has no known full scale.
        ValueError: one of the rates is more than MAX_RATIO times the other.
    """
    check_dtype(like)
    kernels.check_ratio(rate_in, rate_out)
    if kernels.get_implementation() == "numpy":
        return HeldResampler(like, rate_in, rate_out, quality)
    return KernelResampler(like, rate_in, rate_out, quality)
