# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Resampling, sample formats and voice activity: in C, or in numpy where it is missing.

Arrays are (channels, samples) of float32, float64, int16 or int32.
"""

from __future__ import annotations

import functools
import importlib.util
from typing import Any, Literal

import numpy as np

from . import callers
from .arrays import check_dtype, copy, count_copy
from .fallback import convert as numpy_convert
from .fallback import resample as numpy_resample
from .fallback import segments as numpy_segments
from .fallback import vad as numpy_vad
from .fallback.dither import convert_dithered

try:
    from . import _kernels
except ImportError as error:
    _kernels = None  # type: ignore[assignment]
    # The text of a module that is missing blames a circular import.
    _reason = str(error) if importlib.util.find_spec("._kernels", __package__) else "the extension module is not installed"

HALF = np.dtype("f2")
MAX_RATIO = 256
QUALITIES = ("low", "medium", "high")
MAX_FRAME_MS = 10000  # of the kernels in C
_NAMES = {"low": "fast", "medium": "medium", "high": "high"}  # of the kernels in C


@functools.lru_cache(maxsize=None)
def warn_once() -> None:
    callers.warn(f"the kernels in C are not available ({_reason}); numpy is used")


def get_implementation() -> str:
    """Return "kernels" for C, else "numpy"."""
    return "numpy" if _kernels is None else "kernels"


def convert(
    samples: np.ndarray[Any, Any], dtype: Any, dither: bool = False, seed: int = 0
) -> np.ndarray[Any, Any]:
    """Return samples in another format; the very array if it has that format.

    Integers are rounded half to even and saturated; NaN becomes 0.

    Args:
        samples: (channels, samples).
        dtype: the other format.
        dither: whether integers that lose bits get triangular noise.
        seed: of the noise.

    Raises:
        TypeError: one of the formats has no known full scale.
    """
    target = np.dtype(dtype)
    check_dtype(samples)
    if samples.dtype == target:
        return samples
    samples = np.asarray(samples)
    if samples.dtype.newbyteorder("=") == target:
        return copy(samples)
    if HALF in (samples.dtype.newbyteorder("="), target):
        return convert_half(samples, target, dither, seed)
    if _kernels is None:
        warn_once()
        native = to_native(samples)
        return convert_dithered(native, target, seed) if dither else numpy_convert.convert(native, target)
    order: Literal["F", "C"] = "F" if samples.flags.f_contiguous and not samples.flags.c_contiguous else "C"
    converted = np.empty(samples.shape, target, order)
    _kernels.convert(make_readable(samples), converted, dither, seed)
    return converted


def convert_half(
    samples: np.ndarray[Any, Any], target: np.dtype[Any], dither: bool, seed: int
) -> np.ndarray[Any, Any]:
    """Convert from or to float16, which no kernel reads."""
    if target == HALF:
        wide = samples if samples.dtype.kind == "f" else convert(samples, "f8")
        with np.errstate(over="ignore"):
            return np.asarray(wide.astype(HALF))
    return convert(samples.astype("f4"), target, dither, seed)


def resample(
    samples: np.ndarray[Any, Any], rate_in: int, rate_out: int, quality: str = "high"
) -> np.ndarray[Any, Any]:
    """Resample a clip, with its delay compensated; at the same rate it is the very array.

    Args:
        samples: the result has the same format.
        rate_in, rate_out: in Hz.
        quality: low, medium or high.

    Raises:
        TypeError: the format has no known full scale.
        ValueError: one of the rates is more than MAX_RATIO times the other.
    """
    if rate_in == rate_out:
        return samples
    samples = np.asarray(check_dtype(samples))
    check_ratio(rate_in, rate_out)
    if samples.dtype.newbyteorder("=") == HALF:
        return np.asarray(resample(samples.astype("f4"), rate_in, rate_out, quality).astype(samples.dtype))
    length = numpy_resample.get_length(samples.shape[1], rate_in, rate_out)
    if samples.shape[1] == 0:
        return np.empty((len(samples), 0), samples.dtype)
    if _kernels is None:
        warn_once()
        native = to_native(samples)
        floats = native if native.dtype.kind == "f" else numpy_convert.convert(native, "f8")
        resampled = numpy_resample.resample(floats, rate_in, rate_out, quality)
        return numpy_convert.convert(resampled, native.dtype).astype(samples.dtype, copy=False)
    resampled = np.empty((len(samples), length), samples.dtype)
    _kernels.resample(make_readable(samples), resampled, rate_in, rate_out, _NAMES[quality])
    return resampled


def open_resampler(like: np.ndarray[Any, Any], rate_in: int, rate_out: int, quality: str) -> Any:
    """Return a resampler in C for a stream in the format of an array; see resampler.py."""
    return _kernels.Resampler(make_readable(like), rate_in, rate_out, _NAMES[quality])


def check_ratio(rate_in: int, rate_out: int) -> None:
    if rate_in > MAX_RATIO * rate_out or rate_out > MAX_RATIO * rate_in:
        raise ValueError(f"rates: expected one at most {MAX_RATIO} times the other, got {rate_in} and {rate_out} Hz")


def count_speech_frames(
    samples: np.ndarray[Any, Any], sample_rate: int, frame_ms: float, threshold: float
) -> tuple[int, int]:
    """Return the numbers of speech frames and of all whole frames.

    Args:
        samples: the mean of the channels is judged.
        sample_rate: in Hz.
        frame_ms: duration of a frame.
        threshold: root mean square, linear, full scale 1.

    Raises:
        TypeError: the format has no known full scale.
        ZeroDivisionError: a frame has no sample.
    """
    samples = widen(np.asarray(check_dtype(samples)))
    if _kernels is None:
        warn_once()
    if _kernels is None or not isinstance(frame_ms, int) or frame_ms > MAX_FRAME_MS:
        native = to_native(samples)
        floats = native if native.dtype.kind == "f" else numpy_convert.convert(native, "f8")
        return numpy_vad.count_speech_frames(floats, sample_rate, frame_ms, threshold)
    return _kernels.count_speech(make_readable(samples), sample_rate, frame_ms, threshold)


def find_segments(
    samples: np.ndarray[Any, Any], sample_rate: int, engine: str, *, frame_ms: int, threshold: float,
    lengths_ms: tuple[int, int, int, int],
) -> list[tuple[int, int, float, float]]:
    """Return (start, end, level_db, probability) of segments of speech, with positions in samples.

    Args:
        samples: (channels, samples).
        engine: adaptive, which needs the kernels in C, or energy.
        threshold: a probability for adaptive, a linear root mean square for energy.
        lengths_ms: hangover, padding, shortest speech, shortest silence.

    Raises:
        TypeError: the format has no known full scale.
        ValueError: a frame has no sample.
        RuntimeError: the engine is not available.
    """
    samples = widen(np.asarray(check_dtype(samples)))
    if _kernels is not None:
        return _kernels.find_segments(
            make_readable(samples), sample_rate, engine, frame_ms, threshold, lengths_ms)
    if engine != "energy":
        raise RuntimeError(
            f"engine: '{engine}' needs the kernels in C, which are not available ({_reason}); use engine='energy'")
    warn_once()
    native = to_native(samples)
    floats = native if native.dtype.kind == "f" else numpy_convert.convert(native, "f4")
    return numpy_segments.find_segments(floats, sample_rate, frame_ms, threshold, lengths_ms)


def make_readable(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array with the samples of a channel or of a frame side by side; a copy if it has not."""
    if samples.flags.c_contiguous or samples.flags.f_contiguous or samples.shape[1] < 2:
        return samples
    if samples.strides[1] == samples.itemsize:
        return samples
    count_copy()
    return np.ascontiguousarray(samples)


def widen(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return float16 as float32, which the kernels read; other samples as they are."""
    return samples.astype("f4") if samples.dtype.newbyteorder("=") == HALF else samples


def to_native(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return samples in the byte order of the machine; a copy if they have the other."""
    return samples if samples.dtype.isnative else copy(samples)
