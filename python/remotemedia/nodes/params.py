# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Parameters with several names."""

from __future__ import annotations

import functools
import logging
import math
import numbers
import operator
import os
import sys
from typing import Any, Sequence

import numpy as np

from .. import callers


def resolve(
    name: str, value: Any, given: dict[str, Any], *, aliases: Sequence[str], default: Any
) -> Any:
    """Return the value of a parameter, which may be given under another name.

    None and the object of the default are "not given". The other names stay in
    given, for the manifest. The first value that version 0.2 ignored is a warning.

    Raises:
        ValueError: two names have different values.
    """
    found = {} if value is None or value is default else {name: value}
    found.update((alias, given[alias]) for alias in aliases if given.get(alias) is not None)
    if not found:
        return default
    first, *rest = found
    for other in rest:
        if found[other] != found[first]:
            raise ValueError(
                f"{first}={found[first]!r} and {other}={found[other]!r} are the same parameter "
                "with different values")
    if name not in found and found[first] != default:
        warn_once(name, first)
    return found[first]


@functools.lru_cache(maxsize=None)
def warn_once(name: str, alias: str) -> None:
    callers.warn(f"{alias} is taken as {name}; version 0.2 ignored it")


@functools.lru_cache(maxsize=None)
def warn_without_rate(node_type: str, rate_hz: int) -> None:
    callers.warn(f"samples without a rate: {node_type} takes them as {rate_hz} Hz; "
                 "use (samples, rate), input_rate of the node, or run(..., sample_rate=)")


def check_number(name: str, value: Any, kind: type = numbers.Real) -> None:
    """Raise TypeError for a value that is no number of a kind."""
    if isinstance(value, bool) or not isinstance(value, kind):
        raise TypeError(f"{name}: expected a number, got {value!r}")


def take_number(name: str, value: Any) -> Any:
    """Return a number, as one of Python if it is of numpy; TypeError for other values."""
    check_number(name, value, numbers.Number)
    return value.item() if isinstance(value, np.generic) else value


def find_runtime(runtime_hint: str, logger: logging.Logger) -> bool:
    """Return whether a node with a hint may run natively; a hint that cannot be followed is a warning."""
    if runtime_hint == "python":
        return False
    package: Any = sys.modules["remotemedia"]
    is_there, _, reason = package.try_load_rust_runtime()
    if runtime_hint == "rust" and not is_there:
        logger.warning("Rust runtime unavailable: %s; the node runs in Python", reason)
    return bool(is_there)


def check_callable(name: str, value: Any) -> None:
    if not callable(value):
        raise TypeError(f"{name}: expected a function, got {value!r}")


def take_path(name: str, value: Any) -> str:
    """Return a path or URI as a text; TypeError for other values."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"{name}: expected a path, got {value!r}")
    return os.fspath(value)


def check_seconds(name: str, value: Any) -> None:
    """Raise TypeError or ValueError for a value that is no duration of 0 s or more."""
    check_number(name, value)
    if not value >= 0:
        raise ValueError(f"{name}: expected 0 s or more, got {value!r}")


def check_threshold(name: str, value: Any) -> None:
    """Raise TypeError for a value that is no real number, ValueError for NaN."""
    check_number(name, value)
    if value != value:
        raise ValueError(f"{name}: expected a number, got {value!r}")


def check_count(name: str, value: Any, most: int | None = None) -> int:
    """Return a whole number of 1 or more.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is less than 1, or more than most.
    """
    expected = "1 or more" if most is None else f"1 to {most}"
    try:
        count = 0 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: expected {expected}, got {value!r}") from None
    if count < 1 or most is not None and count > most:
        raise ValueError(f"{name}: expected {expected}, got {value!r}")
    return count


def take_frame_ms(name: str, value: Any) -> Any:
    """Return a duration, as int if it is whole. Its least value depends on the sample rate.

    Raises:
        TypeError: it is no number.
        ValueError: it is NaN or infinite.
    """
    check_number(name, value)
    if not abs(value) < math.inf:
        raise ValueError(f"{name}: expected a number of milliseconds, got {value!r}")
    return int(value) if value % 1 == 0 else value


def choose(name: str, value: Any, allowed: Sequence[str]) -> str:
    """Return a value of any case as it is listed.

    Raises:
        ValueError: it is not listed.
    """
    lower = value.lower() if isinstance(value, str) else None
    if lower is None or lower not in allowed:
        raise ValueError(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")
    return lower
