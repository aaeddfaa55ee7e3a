# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Runs that begin one after the other, so that an event loop keeps answering.

An event loop calls all tasks that are ready before it looks at its timers again, and
thousands of runs in one gather() would make that take seconds. So beyond a number
of runs, a few begin in each turn of the loop, more while turns are short. At least
one does, also if no other run ends: runs may wait for each other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import contextmanager
from typing import Iterator
from weakref import WeakKeyDictionary

FREE_RUNS = 16  # that begin at once
MAX_STARTS = 64  # in one turn
LONG_TURN_S = 0.01


def choose_starts(n_starts: int, turn_s: float) -> int:
    """Return the number of runs that begin in a turn, from that of the last turn and its duration."""
    return max(n_starts // 2, 1) if turn_s > LONG_TURN_S else min(n_starts * 2, MAX_STARTS)


class Pacer:
    """The runs of one event loop, which it does not keep."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._n_runs = 0
        self._is_starting = False  # _start() is scheduled
        self._n_starts = 1
        self._turned_s = 0.0

    @contextmanager
    def count(self) -> Iterator[None]:
        """Count a run from its beginning to its end."""
        self._n_runs += 1
        try:
            yield
        finally:
            self._n_runs -= 1

    def is_busy(self) -> bool:
        return self._n_runs >= FREE_RUNS or bool(self._waiting)

    async def wait(self) -> None:
        """Wait until the next run may begin."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        if not self._is_starting:
            self._n_starts, self._turned_s, self._is_starting = 1, loop.time(), True
            loop.call_soon(self._start)
        self._waiting.append(turn)
        await turn

    def _start(self) -> None:
        self._is_starting = bool(self._waiting)
        if not self._waiting:
            return
        loop = asyncio.get_running_loop()
        loop.call_soon(self._start)  # first: KeyboardInterrupt may end this call, and the loop may run again
        now_s = loop.time()
        self._n_starts = choose_starts(self._n_starts, now_s - self._turned_s)
        self._turned_s = now_s
        for _ in range(min(self._n_starts, len(self._waiting))):
            turn = self._waiting.popleft()
            if not turn.done():  # cancelled
                turn.set_result(None)


_pacers: WeakKeyDictionary[asyncio.AbstractEventLoop, Pacer] = WeakKeyDictionary()


def get_pacer() -> Pacer:
    """Return the pacer of the running loop."""
    loop = asyncio.get_running_loop()
    pacer = _pacers.get(loop)
    if pacer is None:
        pacer = _pacers[loop] = Pacer()
    return pacer
