# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Which arrays are accepted as audio, their owners, and the forms in which audio is passed."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

MAX_CHANNELS = 64
MAX_RATE_HZ = 2**31 - 1
AUDIO_KEYS = ("audio_data", "audio", "input")
NO_TUPLE = "Input must be a tuple of (audio_data, sample_rate)"
NO_ARRAY = "Audio data must be a numpy array"
DTYPES = tuple(np.dtype(code) for code in ("f2", "f4", "f8", "i2", "i4"))  # of samples
DTYPE_NAMES = "float16, float32, float64, int16 or int32"

_lock = threading.Lock()
_n_copies: int = 0  # written with the lock


@dataclass
class AudioItem:
    """Samples and their rate, with the values beside them.

    Attributes:
        samples: the array as it came, 1-D or (channels, samples).
        rate_hz: sample rate; None if none was given.
        rest: values after the rate in the tuple.
        wrap: makes an item of the same form from (samples, rate, *rest).
        outer: values beside the tuple in ((samples, rate), metadata).
    """

    samples: np.ndarray[Any, Any]
    rate_hz: int | None
    rest: tuple[Any, ...]
    wrap: Callable[[tuple[Any, ...]], Any]
    outer: tuple[Any, ...] = ()


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
        return AudioItem(inner.samples, inner.rate_hz, inner.rest, lambda item: (item, *outer), outer)
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


def check_samples(value: Any, name: str = "audio_data") -> np.ndarray[Any, Any]:
    """Return the samples as an array, as check_array() does.

    Args:
        value: an array, or an object with __array__.
        name: of the argument, for errors.

    Raises:
        TypeError, ValueError: as check_array(); other objects, and masked samples.
    """
    return check_array(to_array(value, name), name)


def to_array(value: Any, name: str = "audio_data") -> np.ndarray[Any, Any]:
    """Return an array, or that of an object with __array__; TypeError for other objects."""
    if isinstance(value, np.ma.MaskedArray):
        return unmask(value, name)
    if isinstance(value, np.ndarray):
        return value
    if not hasattr(value, "__array__"):
        raise TypeError(NO_ARRAY if name == "audio_data" else
                        f"{name}: expected a numpy array, got {type(value).__name__}")
    return np.asarray(value)


def unmask(value: np.ma.MaskedArray[Any, Any], name: str) -> np.ndarray[Any, Any]:
    n_masked = int(np.count_nonzero(np.broadcast_to(value.mask, value.shape)))
    if n_masked:
        raise ValueError(f"{name}: expected samples without a mask, got {n_masked} masked; use .filled(0)")
    return np.asarray(value.data)


def check_array(value: np.ndarray[Any, Any], name: str = "audio_data") -> np.ndarray[Any, Any]:
    """Return an array of audio as it is.

    Raises:
        TypeError: it has no real numbers.
        ValueError: it has no or more than two dimensions, no or too many channels.
    """
    if value.dtype.kind not in "iuf" or value.dtype.itemsize > 8:
        raise TypeError(f"{name}: expected an array of real numbers, got dtype {value.dtype}")
    if value.ndim not in (1, 2):
        raise ValueError(f"{name}: expected the shape (samples,) or (channels, samples), got {value.shape}")
    if value.ndim == 2 and value.shape[0] > MAX_CHANNELS:
        raise ValueError(f"{name}: expected at most {MAX_CHANNELS} channels, got the shape {value.shape}: "
                         "is this (samples, channels)?")
    if value.ndim == 2 and value.shape[0] == 0:
        raise ValueError(f"{name}: expected at least one channel, got the shape {value.shape}")
    return value


def check_dtype(value: np.ndarray[Any, Any], name: str = "audio_data") -> np.ndarray[Any, Any]:
    """Return an array as it is; TypeError if the full scale of its numbers is not known."""
    if value.dtype.newbyteorder("=") not in DTYPES:
        raise TypeError(f"{name}: expected {DTYPE_NAMES}, got dtype {value.dtype}")
    return value


def check_rate(value: Any, name: str = "sample_rate") -> int:
    """Return a sample rate in Hz.

    Raises:
        TypeError: it is no number.
        ValueError: it is no whole number from 1 to 2**31 - 1.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name}: expected a number of Hz, got {value!r}")
    if not 1 <= value <= MAX_RATE_HZ or value != int(value):
        raise ValueError(f"{name}: expected a whole number from 1 to {MAX_RATE_HZ} Hz, got {value!r}")
    return int(value)


def copies() -> int:
    """Return the number of copies of whole arrays that this process has made so far.

    Results that are computed are no copies. Compare two calls.
    """
    native: Any = sys.modules.get(__package__ + "._native")  # counts those of sessions
    with _lock:
        n_copies = _n_copies
    return n_copies if native is None else n_copies + int(native.count_copies())


def count_copy() -> None:
    global _n_copies
    with _lock:
        _n_copies += 1


def copy(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return a writable copy in the byte order of the machine, one channel after the other."""
    count_copy()
    return np.array(samples, samples.dtype.newbyteorder("="), order="C", copy=True, subok=False)


def own(data: Any) -> Any:
    """Return an item with copies of its arrays, for a node that may write into them."""
    if isinstance(data, np.ndarray):
        count_copy()
        return data.copy()
    if type(data) in (tuple, list):
        return type(data)(own(value) for value in data)
    if type(data) is dict:
        return {key: own(value) for key, value in data.items()}
    return data


def concatenate(parts: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    """Return parts of (channels, samples) one after the other; the very array if there is one."""
    if len(parts) == 1:
        return parts[0]
    count_copy()
    return np.concatenate(parts, axis=1)


def to_2d(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return samples as (channels, samples), without a copy."""
    return samples.reshape(1, -1) if samples.ndim == 1 else samples
