# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Sample formats: float in [-1, 1] and integers of full scale."""

from __future__ import annotations

from typing import Any

import numpy as np

DTYPES = {"f32": np.dtype("f4"), "f64": np.dtype("f8"), "i16": np.dtype("i2"), "i32": np.dtype("i4")}
BITS = {np.dtype("i2"): 16, np.dtype("i4"): 32}


def convert(samples: np.ndarray[Any, Any], dtype: Any) -> np.ndarray[Any, Any]:
    """Return samples in another format; the very array if it has that format.

    Integers are full scale 2**(bits - 1), rounded half to even, and saturated;
    NaN becomes 0.

    Raises:
        TypeError: one of the formats is not f4, f8, i2 or i4.
    """
    target = np.dtype(dtype)
    source = samples.dtype.newbyteorder("=")
    for kind in (source, target):
        if kind not in DTYPES.values():
            raise TypeError(f"dtype: expected float32, float64, int16 or int32, got {kind}")
    if source == target:
        return samples
    if target not in BITS:
        return to_float(samples, target)
    if source in BITS:
        return between_integers(samples, target)
    return from_float(samples, target)


def to_float(samples: np.ndarray[Any, Any], target: np.dtype[Any]) -> np.ndarray[Any, Any]:
    bits = BITS.get(samples.dtype.newbyteorder("="))
    scaled = samples.astype(target)
    if bits is not None:
        scaled *= target.type(2.0 ** (1 - bits))
    return scaled


def from_float(samples: np.ndarray[Any, Any], target: np.dtype[Any]) -> np.ndarray[Any, Any]:
    full_scale = 2.0 ** (BITS[target] - 1)
    scaled = np.rint(np.nan_to_num(samples.astype("f8"), nan=0.0, posinf=1.0, neginf=-1.0) * full_scale)
    return np.asarray(np.clip(scaled, -full_scale, full_scale - 1).astype(target))


def between_integers(samples: np.ndarray[Any, Any], target: np.dtype[Any]) -> np.ndarray[Any, Any]:
    if target == np.dtype("i4"):
        return samples.astype("i4") << 16
    return np.asarray(np.clip(np.rint(samples.astype("f8") / 65536), -32768, 32767).astype(target))
