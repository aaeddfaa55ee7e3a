# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Resampling, sample formats and voice activity: in C, or in numpy where it is missing.

Arrays are (channels, samples) of float32, float64, int16 or int32.
"""

from __future__ import annotations

import functools
import warnings
from typing import Any

import numpy as np

from .fallback import convert as numpy_convert
from .fallback import resample as numpy_resample
from .fallback import vad as numpy_vad

try:
    from . import _kernels
except ImportError as error:
    _kernels = None  # type: ignore[assignment]
    _reason = str(error)

QUALITIES = ("low", "medium", "high")
_NAMES = {"low": "fast", "medium": "medium", "high": "high"}  # of the kernels in C


@functools.lru_cache(maxsize=None)
def warn_once() -> None:
    warnings.warn(f"the kernels in C are not available ({_reason}); numpy is used", stacklevel=4)


def get_implementation() -> str:
    """Return "kernels" for C, else "numpy"."""
    return "numpy" if _kernels is None else "kernels"


def convert(samples: np.ndarray[Any, Any], dtype: Any) -> np.ndarray[Any, Any]:
    """Return samples in another format; the very array if it has that format.

    Integers are rounded half to even and saturated; NaN becomes 0.
    """
    target = np.dtype(dtype)
    if samples.dtype == target:
        return samples
    if _kernels is None or samples.dtype.newbyteorder("=") == target:
        warn_if_missing()
        return numpy_convert.convert(samples.astype(samples.dtype.newbyteorder("=")), target)
    converted = np.empty(samples.shape, target)
    _kernels.convert(make_readable(samples), converted)
    return converted


def resample(
    samples: np.ndarray[Any, Any], rate_in: int, rate_out: int, quality: str = "high"
) -> np.ndarray[Any, Any]:
    """Resample a clip, with its delay compensated; at the same rate it is the very array.

    Args:
        samples: the result has the same format.
        rate_in, rate_out: in Hz.
        quality: low, medium or high.
    """
    if rate_in == rate_out:
        return samples
    if _kernels is None:
        warn_if_missing()
        floats = samples if samples.dtype.kind == "f" else convert(samples, "f8")
        return convert(numpy_resample.resample(floats, rate_in, rate_out, quality), samples.dtype)
    length = numpy_resample.get_length(samples.shape[1], rate_in, rate_out)
    resampled = np.empty((len(samples), length), samples.dtype)
    _kernels.resample(make_readable(samples), resampled, rate_in, rate_out, _NAMES[quality])
    return resampled


def count_speech_frames(
    samples: np.ndarray[Any, Any], sample_rate: int, frame_ms: int, threshold: float
) -> tuple[int, int]:
    """Return the numbers of speech frames and of all whole frames.

    Args:
        samples: the mean of the channels is judged.
        sample_rate: in Hz.
        frame_ms: duration of a frame.
        threshold: root mean square, linear, full scale 1.

    Raises:
        ZeroDivisionError: a frame has no sample.
    """
    if _kernels is None:
        warn_if_missing()
        floats = samples if samples.dtype.kind == "f" else convert(samples, "f8")
        return numpy_vad.count_speech_frames(floats, sample_rate, frame_ms, threshold)
    return _kernels.count_speech(make_readable(samples), sample_rate, frame_ms, threshold)


def make_readable(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array with the samples of a channel or of a frame side by side; a copy if it has not."""
    if samples.flags.c_contiguous or samples.flags.f_contiguous or samples.shape[1] < 2:
        return samples
    return samples if samples.strides[1] == samples.itemsize else np.ascontiguousarray(samples)


def warn_if_missing() -> None:
    if _kernels is None:
        warn_once()
