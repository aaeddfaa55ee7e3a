# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Events between the nodes of a run, and their queues."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, AsyncIterator, Sequence, Union

MAX_WAITING = 64


@dataclass(frozen=True)
class Value:
    """One output of a node."""

    value: Any


@dataclass(frozen=True)
class ItemEnd:
    """All that came of an input item is before this."""

    index: int


@dataclass(frozen=True)
class End:
    """Nothing follows."""


@dataclass(frozen=True)
class Failed:
    """The run ends with an error."""

    error: BaseException


Event = Union[Value, ItemEnd, End, Failed]
END = End()


class Edge:
    """A queue from one node to one other, of one event loop.

    Args:
        max_waiting: number of events after which put() waits; 0 for no limit.
    """

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._events: deque[Event] = deque()
        self._max_waiting = max_waiting
        self._is_closed = False
        self._changed = asyncio.Event()

    async def put(self, event: Event) -> None:
        """Append an event, after waiting for space. Nothing happens once closed."""
        while self._max_waiting and len(self._events) >= self._max_waiting and not self._is_closed:
            await self._wait()
        self.put_now(event)

    def put_now(self, event: Event) -> None:
        if not self._is_closed:
            self._events.append(event)
            self._changed.set()

    async def get(self) -> Event:
        while not self._events:
            await self._wait()
        self._changed.set()
        return self._events.popleft()

    def close(self) -> None:
        """Drop all events, also later ones: the reader has gone."""
        self._is_closed = True
        self._events.clear()
        self._changed.set()

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()


class Inbox:
    """The inputs of a node: item by item, and within an item in the order of the edges."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        self.edges = list(edges)

    async def read(self) -> AsyncIterator[Event]:
        """Yield values and item ends; the iteration stops at the end of all edges."""
        open_edges = list(self.edges)
        while open_edges:
            item_end = None
            for edge in list(open_edges):
                event = await edge.get()
                while isinstance(event, (Value, Failed)):
                    yield event
                    event = await edge.get()
                if isinstance(event, ItemEnd):
                    item_end = event
                else:
                    open_edges.remove(edge)
            if item_end is not None:
                yield item_end

    def close(self) -> None:
        for edge in self.edges:
            edge.close()
