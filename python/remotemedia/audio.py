# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Functions for audio in arrays and files, without a pipeline.

Results have the dtype and the dimensions of the argument. Arrays are (samples,)
or (channels, samples).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import kernels
from .arrays import MAX_CHANNELS, check_array, check_dtype, check_rate, count_copy, to_2d, to_array
from .files import Info, blocks, info, load, save
from .nodes.params import choose

__all__ = ["Info", "Segment", "blocks", "convert", "info", "load", "resample", "save", "vad"]

ENGINES = ("adaptive", "energy")
THRESHOLDS = {"adaptive": 0.5, "energy": 0.02}
DTYPES = {"f16": "f2", "f32": "f4", "f64": "f8", "i16": "i2", "i32": "i4"}
DITHERS = ("none", "tpdf")
MAX_MS = 10_000
SLICE_SAMPLES = 1 << 22  # of each channel: between two slices signals are handled


@dataclass(frozen=True)
class Segment:
    """Speech from start_s to end_s.

    Attributes:
        start_s, end_s: seconds from the first sample.
        level_db: mean power of the speech, full scale square 0 dB.
        probability: mean probability of speech, 0 to 1.
    """

    start_s: float
    end_s: float
    level_db: float
    probability: float

    def samples(self, sr: int) -> slice:
        """Return the segment as an index: x[..., segment.samples(sr)]."""
        return slice(round(self.start_s * sr), round(self.end_s * sr))


def resample(
    x: Any, sr_in: int, sr_out: int, quality: str = "high", channels_last: bool = False
) -> np.ndarray[Any, Any]:
    """Return a clip at another sample rate; the very array if the rates are equal.

    Args:
        x: the clip.
        sr_in, sr_out: in Hz; one is at most 256 times the other.
        quality: low (also fast), medium or high.
        channels_last: whether a clip of two dimensions is (samples, channels).

    Raises:
        TypeError, ValueError: with the name of the argument.
    """
    samples = take_samples(x, channels_last)
    rate_in, rate_out = check_rate(sr_in, "sr_in"), check_rate(sr_out, "sr_out")
    lower = quality.lower() if isinstance(quality, str) else quality
    chosen = choose("quality", "low" if lower == "fast" else lower, kernels.QUALITIES)
    if rate_in == rate_out:
        return x if isinstance(x, np.ndarray) else restore(samples, samples.ndim, channels_last)
    resampled = kernels.resample(to_2d(samples), rate_in, rate_out, chosen)
    return restore(resampled, samples.ndim, channels_last)


def take_samples(x: Any, channels_last: bool) -> np.ndarray[Any, Any]:
    """Return an argument as (samples,) or (channels, samples)."""
    if not isinstance(channels_last, (bool, np.bool_)):
        raise TypeError(f"channels_last: expected True or False, got {channels_last!r}")
    array = to_array(x, "x")
    if channels_last and array.ndim == 2:
        array = np.asarray(array).T
    return check_dtype(check_array(array, "x"), "x")


def restore(samples: np.ndarray[Any, Any], n_dimensions: int, channels_last: bool) -> np.ndarray[Any, Any]:
    if n_dimensions == 1:
        return samples.reshape(-1)
    return samples.T if channels_last else samples


def convert(x: Any, dtype: Any, dither: str | bool | None = None, seed: int = 0) -> np.ndarray[Any, Any]:
    """Return samples in another format; the very array if it has that format.

    Floats have full scale 1. Integers are rounded half to even and saturated;
    NaN becomes 0.

    Args:
        x: the samples; two dimensions in either order.
        dtype: float16, float32, float64, int16 or int32 of numpy, or f16, f32, f64, i16, i32.
        dither: "tpdf" or True for triangular noise where integers lose bits.
        seed: of the noise, 0 to 2**32 - 1; the same seed makes the same noise.

    Raises:
        TypeError, ValueError: with the name of the argument.
    """
    target = take_dtype(dtype)
    is_dithered = take_dither(dither)
    check_whole("seed", seed, 2**32 - 1)
    array = to_array(x, "x")
    is_turned = array.ndim == 2 and array.shape[0] > MAX_CHANNELS >= array.shape[1] > 0
    samples = take_samples(array, is_turned)
    if samples.dtype == target:
        return array
    converted = kernels.convert(to_2d(samples), target.newbyteorder("="), is_dithered, seed)
    return restore(swap(converted, target), samples.ndim, is_turned)


def swap(samples: np.ndarray[Any, Any], target: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """Return samples in the byte order of a dtype."""
    if target.isnative:
        return samples
    count_copy()
    return np.asarray(samples.astype(target))


def take_dtype(value: Any) -> np.dtype[Any]:
    expected = f"dtype: expected one of {', '.join(DTYPES)} or such a dtype of numpy, got {value!r}"
    try:
        dtype = np.dtype(DTYPES.get(value.lower(), value) if isinstance(value, str) else value)
    except TypeError:
        raise TypeError(expected) from None
    if value is None or dtype.newbyteorder("=") not in [np.dtype(code) for code in DTYPES.values()]:
        raise TypeError(expected)
    return dtype


def take_dither(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    return choose("dither", value, DITHERS) == "tpdf"


def check_whole(name: str, value: Any, most: int, least: int = 0) -> int:
    """Return a whole number of a range."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name}: expected a whole number from {least} to {most}, got {value!r}")
    if not least <= value <= most:
        raise ValueError(f"{name}: expected a whole number from {least} to {most}, got {value!r}")
    return int(value)


def vad(
    x: Any,
    sr: int,
    engine: str = "adaptive",
    threshold: float | None = None,
    *,
    frame_ms: int = 30,
    min_speech_ms: int = 90,
    min_silence_ms: int = 300,
    padding_ms: int = 0,
    hangover_ms: int = 0,
    channels_last: bool = False,
) -> list[Segment]:
    """Return the segments of speech in a clip.

    Args:
        x: the clip; the mean of its channels is analysed.
        sr: in Hz.
        engine: adaptive, a trained model; or energy, which compares frames with a threshold.
        threshold: of adaptive the least probability, 0.5 by default; of energy the root
            mean square, 0.02 by default.
        frame_ms: duration of an analysis frame.
        min_speech_ms, min_silence_ms: shorter speech does not count, a shorter pause ends no segment.
        padding_ms: margin before and after a segment.
        hangover_ms: extension of speech after its last frame.
        channels_last: whether a clip of two dimensions is (samples, channels).

    Raises:
        TypeError, ValueError: with the name of the argument.
        RuntimeError: the adaptive engine needs the kernels in C, which are not available.
    """
    samples = to_2d(take_samples(x, channels_last))
    rate = check_rate(sr, "sr")
    chosen = choose("engine", engine, ENGINES)
    lengths = [check_whole(name, value, MAX_MS) for name, value in (
        ("hangover_ms", hangover_ms), ("padding_ms", padding_ms),
        ("min_speech_ms", min_speech_ms), ("min_silence_ms", min_silence_ms))]
    frame_ms = check_whole("frame_ms", frame_ms, MAX_MS, 1)
    if rate * frame_ms < 1000:
        raise ValueError(f"frame_ms: expected a frame of one sample or more at {rate} Hz, got {frame_ms}")
    check_finite(samples)
    found = kernels.find_segments(
        samples, rate, chosen, frame_ms=frame_ms, threshold=take_threshold(threshold, chosen),
        lengths_ms=(lengths[0], lengths[1], lengths[2], lengths[3]))
    return [Segment(start / rate, end / rate, level_db, probability)
            for start, end, level_db, probability in found]


def take_threshold(value: Any, engine: str) -> float:
    if value is None:
        return THRESHOLDS[engine]
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"threshold: expected a number from 0 to 1, got {value!r}")
    if not 0 <= value <= 1:
        raise ValueError(f"threshold: expected a number from 0 to 1, got {value!r}")
    return float(value)


def check_finite(samples: np.ndarray[Any, Any]) -> None:
    """A sum is finite if all of its terms are, and is cheap."""
    if samples.dtype.kind != "f":
        return
    slices = [samples[:, start : start + SLICE_SAMPLES] for start in range(0, samples.shape[1], SLICE_SAMPLES)]
    with np.errstate(all="ignore"):
        if np.isfinite(sum(part.sum(dtype="f8") for part in slices)):
            return
    n_wrong = sum(part.size - int(np.count_nonzero(np.isfinite(part))) for part in slices)
    if n_wrong:
        raise ValueError(f"x: expected finite samples, got {n_wrong} that are NaN or infinite")
