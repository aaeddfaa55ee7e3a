# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Types that several modules share."""

from __future__ import annotations

from typing import Any, Generator


class _Sentinel:
    """The mark of the end of a queue; it differs from every value."""

    def __repr__(self) -> str:
        return "<end>"


_SENTINEL = _Sentinel()


class Done:
    """A finished call, for callers that await it and for callers that do not."""

    __slots__ = ()

    def __await__(self) -> Generator[Any, None, None]:
        return
        yield


DONE = Done()
