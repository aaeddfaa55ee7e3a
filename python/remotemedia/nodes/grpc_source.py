# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Streams that a server feeds, found by the id of their session."""

from __future__ import annotations

from typing import Any, AsyncIterator

from ..core.node import Node
from ..core.types import _SENTINEL
from .io_nodes import PushQueue

MAX_WAITING = 1000


class GRPCStreamSource(Node):
    """A source that add_data() fills, until end_stream()."""

    is_streaming = True
    is_source = True

    def __init__(self, session_id: str | None = None, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.session_id = session_id
        self._queue = PushQueue(MAX_WAITING)
        if session_id is not None:
            get_grpc_stream_manager().register(session_id, self)

    async def add_data(self, data: Any) -> bool:
        """Append an item after waiting for space. Returns: False after end_stream()."""
        return await self._queue.put(data)

    async def end_stream(self) -> None:
        self._queue.close()

    async def process(self, data: Any = None) -> AsyncIterator[Any]:
        while (item := await self._queue.get()) is not _SENTINEL:
            yield item


class GRPCStreamManager:
    """Sources by the id of their session."""

    def __init__(self) -> None:
        self._sources: dict[str, GRPCStreamSource] = {}

    def register(self, session_id: str, source: GRPCStreamSource) -> None:
        self._sources[session_id] = source

    def unregister(self, session_id: str) -> None:
        self._sources.pop(session_id, None)

    def get_source(self, session_id: str) -> GRPCStreamSource | None:
        return self._sources.get(session_id)

    async def add_data(self, session_id: str, data: Any) -> bool:
        """Append to a source. Returns: False without such a source, or after its end."""
        source = self.get_source(session_id)
        return source is not None and await source.add_data(data)

    async def end_stream(self, session_id: str) -> None:
        source = self.get_source(session_id)
        if source is not None:
            await source.end_stream()
            self.unregister(session_id)


_manager = GRPCStreamManager()


def get_grpc_stream_manager() -> GRPCStreamManager:
    """Return the manager of the process."""
    return _manager
