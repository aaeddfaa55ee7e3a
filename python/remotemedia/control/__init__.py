# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The control bus of sessions of the existing SDK: its names are reserved."""

from __future__ import annotations

from typing import Any, NoReturn

from ..core.exceptions import RemoteMediaError

NOT_HERE = "the control bus of sessions is not in this release"


def attach(*args: Any, **kwargs: Any) -> NoReturn:
    """Connect to the control bus of a session.

    Raises:
        RemoteMediaError: always; it is not in this release.
    """
    raise RemoteMediaError(NOT_HERE)


__all__ = ["attach"]
