# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Which arrays are accepted as audio, and the forms in which audio is passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

MAX_CHANNELS = 64
MAX_RATE_HZ = 2**31 - 1
AUDIO_KEYS = ("audio_data", "audio", "input")
NO_TUPLE = "Input must be a tuple of (audio_data, sample_rate)"
NO_ARRAY = "Audio data must be a numpy array"


@dataclass
class AudioItem:
    """Samples and their rate, with the values beside them.

    Attributes:
        samples: the array as it came, 1-D or (channels, samples).
        rate_hz: sample rate; None if none was given.
        rest: values after the rate in the tuple.
        wrap: makes an item of the same form from (samples, rate, *rest).
    """

    samples: np.ndarray[Any, Any]
    rate_hz: int | None
    rest: tuple[Any, ...]
    wrap: Callable[[tuple[Any, ...]], Any]


def read_item(data: Any) -> AudioItem:
    """Read (samples, rate, ...), ((samples, rate), metadata), a dict, or a bare array.

    Raises:
        ValueError: it has none of these forms.
        TypeError: the samples are no array of numbers.
    """
    if isinstance(data, dict):
        return read_dict(data)
    if isinstance(data, np.ndarray):
        return AudioItem(check_samples(data), None, (), tuple)
    if not isinstance(data, (tuple, list)) or len(data) < 2:
        raise ValueError(NO_TUPLE)
    if isinstance(data[0], (tuple, list)):
        inner, outer = read_item(data[0]), tuple(data[1:])
        return AudioItem(inner.samples, inner.rate_hz, inner.rest, lambda item: (item, *outer))
    return AudioItem(check_samples(data[0]), check_rate(data[1]), tuple(data[2:]), tuple)


def read_dict(data: dict[Any, Any]) -> AudioItem:
    key = next((key for key in AUDIO_KEYS if key in data), None)
    if key is None:
        raise ValueError(NO_TUPLE)
    value = data[key]
    if isinstance(value, (tuple, list)) and len(value) >= 2 and not np.isscalar(value[0]):
        item = read_item(value)
        return AudioItem(item.samples, item.rate_hz, item.rest, lambda result: {**data, key: result})
    rate_hz = data.get("sample_rate")

    def wrap(result: tuple[Any, ...]) -> dict[Any, Any]:
        samples, rate, *rest = result
        extra = rest[0] if rest and isinstance(rest[0], dict) else {}
        return {**data, key: samples, "sample_rate": rate, **extra}

    return AudioItem(check_samples(value), None if rate_hz is None else check_rate(rate_hz), (), wrap)


def check_samples(value: Any) -> np.ndarray[Any, Any]:
    """Return the samples as an array, as check_array() does; TypeError for other objects."""
    if not isinstance(value, np.ndarray):
        if not hasattr(value, "__array__"):
            raise TypeError(NO_ARRAY)
        value = np.asarray(value)
    return check_array(value)


def check_array(value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array of audio as it is.

    Raises:
        TypeError: it has no real numbers.
        ValueError: it has no or more than two dimensions, or too many channels.
    """
    if value.dtype.kind not in "iuf" or value.dtype.itemsize > 8:
        raise TypeError(f"audio_data: expected an array of real numbers, got dtype {value.dtype}")
    if value.ndim not in (1, 2):
        raise ValueError(
            f"audio_data: expected the shape (samples,) or (channels, samples), got {value.shape}")
    if value.ndim == 2 and value.shape[0] > MAX_CHANNELS:
        raise ValueError(
            f"audio_data: {value.shape[0]} channels are more than {MAX_CHANNELS}: is this (samples, channels)?")
    return value


def check_rate(value: Any) -> int:
    """Return a sample rate in Hz.

    Raises:
        TypeError: it is no number.
        ValueError: it is no whole number from 1 to 2**31 - 1.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"sample_rate: expected a number of Hz, got {value!r}")
    if not 1 <= value <= MAX_RATE_HZ or value != int(value):
        raise ValueError(f"sample_rate: expected a whole number from 1 to {MAX_RATE_HZ} Hz, got {value!r}")
    return int(value)


def to_2d(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return samples as (channels, samples), without a copy."""
    return samples.reshape(1, -1) if samples.ndim == 1 else samples
