# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Parameters with several names."""

from __future__ import annotations

import functools
import warnings
from typing import Any, Sequence


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
    warnings.warn(f"{alias} is taken as {name}; version 0.2 ignored it", stacklevel=4)


def choose(name: str, value: Any, allowed: Sequence[str]) -> str:
    """Return a value of any case as it is listed.

    Raises:
        ValueError: it is not listed.
    """
    lower = value.lower() if isinstance(value, str) else None
    if lower is None or lower not in allowed:
        raise ValueError(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")
    return lower
