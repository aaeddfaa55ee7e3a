# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Parameters with several names."""

from __future__ import annotations

from typing import Any, Sequence


def resolve(
    name: str, value: Any, given: dict[str, Any], *, aliases: Sequence[str], default: Any
) -> Any:
    """Return the value of a parameter, which may be given under another name; None is "not given".

    The other names stay in given, for the manifest.

    Raises:
        ValueError: two names have different values.
    """
    found = {} if value is None else {name: value}
    found.update((alias, given[alias]) for alias in aliases if given.get(alias) is not None)
    if not found:
        return default
    first, *rest = found
    for other in rest:
        if found[other] != found[first]:
            raise ValueError(
                f"{first}={found[first]!r} and {other}={found[other]!r} are the same parameter "
                "with different values")
    return found[first]


def choose(name: str, value: Any, allowed: Sequence[str]) -> str:
    """Return a value of any case as it is listed.

    Raises:
        ValueError: it is not listed.
    """
    lower = value.lower() if isinstance(value, str) else None
    if lower is None or lower not in allowed:
        raise ValueError(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")
    return lower
