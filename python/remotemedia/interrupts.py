# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The end of long work in C on a thread whose caller no longer waits for it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Callable

_thread = threading.local()


class Call:
    """A call of a function on another thread. drop() ends its work in C within 100 ms."""

    def __init__(self) -> None:
        self._is_dropped = False

    def drop(self) -> None:
        self._is_dropped = True

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call the function on this thread."""
        outer = getattr(_thread, "call", None)
        _thread.call = self
        try:
            return function(*args)
        finally:
            _thread.call = outer

    def look(self) -> None:
        """Raise asyncio.CancelledError if the caller does not wait."""
        if self._is_dropped:
            raise asyncio.CancelledError("the run was cancelled")


def look() -> None:
    """Look as the call of this thread does. Long work in C calls it every 50 ms."""
    call = getattr(_thread, "call", None)
    if call is not None:
        call.look()
