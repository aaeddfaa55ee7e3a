# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The noise of elements/dsp/convert, to the last bit: see kernels.h and noise.c there."""

from __future__ import annotations

from typing import Any

import numpy as np

from .convert import BITS, convert

N_LANES = 16
N_SAMPLES = 2 * N_LANES  # of one state
GOLDEN = 0x9E3779B97F4A7C15
MASK = 2**64 - 1


def loses_bits(source: np.dtype[Any], target: np.dtype[Any]) -> bool:
    return target in BITS and BITS.get(source, 64) > BITS[target]


def convert_dithered(samples: np.ndarray[Any, Any], dtype: Any, seed: int) -> np.ndarray[Any, Any]:
    """Convert (channels, samples) with triangular noise where integers lose bits."""
    target = np.dtype(dtype)
    if not loses_bits(samples.dtype, target):
        return convert(samples, target)
    is_single = samples.dtype == np.dtype("f4") and target == np.dtype("i2")
    room: np.dtype[Any] = np.dtype("f4" if is_single else "f8")
    unit = room.type(2.0 ** -(BITS[target] + 15))
    noise = make_noise(samples.size, seed).reshape(samples.shape[::-1]).T.astype(room)
    return convert(convert(samples, room) + noise * unit, target)


def make_noise(n_samples: int, seed: int) -> np.ndarray[Any, Any]:
    """Return white noise of triangular density, in steps of 2**-16."""
    lanes = np.array([mix((seed * N_LANES + lane + 1) * GOLDEN & MASK) for lane in range(N_LANES)], "u8")
    n_states = -(-n_samples // N_SAMPLES)
    states = np.empty((n_states, N_LANES), "<u8")
    for state in states:
        lanes ^= lanes << np.uint64(7)
        lanes ^= lanes >> np.uint64(9)
        state[:] = lanes
    halves = states.view("<i2").reshape(-1, 2)[:n_samples].astype("i4")
    return np.asarray(halves[:, 0] - halves[:, 1])


def mix(x: int) -> int:
    """SplitMix64 by Sebastiano Vigna, in the public domain."""
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31
