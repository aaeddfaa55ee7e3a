# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that applications push data into or take data out of."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from typing import Any, AsyncIterator, Callable

from ..core.node import Node
from ..core.types import _SENTINEL, Done
from .params import check_callable, check_count, check_seconds


class PushQueue:
    """A bounded queue that one event loop reads; it may be filled before the loop runs."""

    def __init__(self, size: int) -> None:
        self._items: deque[Any] = deque()
        self._size = size
        self._changed: asyncio.Event | None = None  # made by the loop that waits
        self.is_closed = False

    async def put(self, item: Any) -> bool:
        """Append an item after waiting for space. Returns: False once closed."""
        while len(self._items) >= self._size and not self.is_closed:
            await self._wait()
        if self.is_closed:
            return False
        self._items.append(item)
        self._wake()
        return True

    async def get(self, timeout_s: float | None = None) -> Any:
        """Return the next item, or _SENTINEL when closed or after timeout_s without an item."""
        while not self._items and not self.is_closed:
            try:
                await asyncio.wait_for(self._wait(), timeout_s)
            except asyncio.TimeoutError:
                return _SENTINEL
        if not self._items:
            return _SENTINEL
        item = self._items.popleft()
        self._wake()
        return item

    def close(self) -> None:
        self.is_closed = True
        self._wake()

    async def _wait(self) -> None:
        if self._changed is None:
            self._changed = asyncio.Event()
        self._changed.clear()
        await self._changed.wait()

    def _wake(self) -> None:
        if self._changed is not None:
            self._changed.set()


class DataSourceNode(Node):
    """A source that an application fills with push_data().

    It ends with close(), or after timeout_seconds without data. As the first
    node of a run with input, it yields that input and ends after it.

    Args:
        buffer_size: number of items after which push_data() waits.
        timeout_seconds: longest wait for data.
    """

    is_streaming = True
    is_source = True

    def __init__(
        self, buffer_size: int = 100, timeout_seconds: float = 30.0, name: str | None = None
    ) -> None:
        buffer_size = check_count("buffer_size", buffer_size)
        if timeout_seconds is not None:
            check_seconds("timeout_seconds", timeout_seconds)
        super().__init__(name=name, buffer_size=buffer_size, timeout_seconds=timeout_seconds)
        self.buffer_size = buffer_size
        self.timeout_seconds = timeout_seconds
        self._queue = PushQueue(buffer_size)

    async def push_data(self, data: Any) -> bool:
        """Append an item. Returns: False once closed."""
        return await self._queue.put(data)

    async def close(self) -> None:
        """End the stream after the pushed items."""
        self._queue.close()

    async def process(self, data: AsyncIterator[Any] | None = None) -> AsyncIterator[Any]:
        if data is not None:
            async for item in data:
                yield item
            return
        while True:
            item = await self._queue.get(self.timeout_seconds)
            if item is _SENTINEL:
                return
            yield item

    def cleanup(self) -> Done:
        self._queue = PushQueue(self.buffer_size)
        return super().cleanup()


class DataSinkNode(Node):
    """Passes items on, and hands each to a callback, a buffer or a queue.

    Args:
        callback: a function or coroutine function of one item.
        buffer_output: whether the last buffer_size items are kept.
        buffer_size: number of kept items.
    """

    is_sink = True

    def __init__(
        self,
        callback: Callable[[Any], Any] | None = None,
        buffer_output: bool = False,
        buffer_size: int = 100,
        name: str | None = None,
    ) -> None:
        buffer_size = check_count("buffer_size", buffer_size)
        if callback is not None:
            check_callable("callback", callback)
        super().__init__(name=name, buffer_output=buffer_output, buffer_size=buffer_size)
        self.callback = callback
        self.buffer_output = buffer_output
        self._buffer: deque[Any] = deque(maxlen=buffer_size)
        self._output_queue: asyncio.Queue[Any] | None = None

    async def process(self, data: Any) -> Any:
        if self.callback is not None:
            result = self.callback(data)
            if inspect.isawaitable(result):
                await result
        if self.buffer_output:
            self._buffer.append(data)
        if self._output_queue is not None:
            await self._output_queue.put(data)
        return data

    def get_buffered_output(self) -> list[Any]:
        return list(self._buffer)

    def clear_buffer(self) -> None:
        self._buffer.clear()

    def set_callback(self, callback: Callable[[Any], Any] | None) -> None:
        self.callback = callback

    def set_output_queue(self, queue: asyncio.Queue[Any] | None) -> None:
        self._output_queue = queue


class BidirectionalNode(Node):
    """A node that an application pushes inputs into and pulls outputs from.

    Args:
        process_callback: makes an output of an item; without it items pass.
        buffer_size: number of items after which push_input() waits.
    """

    is_streaming = True

    def __init__(
        self,
        process_callback: Callable[[Any], Any] | None = None,
        buffer_size: int = 100,
        name: str | None = None,
    ) -> None:
        buffer_size = check_count("buffer_size", buffer_size)
        if process_callback is not None:
            check_callable("process_callback", process_callback)
        super().__init__(name=name, buffer_size=buffer_size)
        self.process_callback = process_callback
        self._inputs = PushQueue(buffer_size)
        self._outputs = PushQueue(buffer_size)

    async def push_input(self, data: Any) -> bool:
        return await self._inputs.put(data)

    async def pull_output(self, timeout: float | None = None) -> Any:
        """Return the next output; None when closed or after timeout seconds."""
        output = await self._outputs.get(timeout)
        return None if output is _SENTINEL else output

    async def close(self) -> None:
        self._inputs.close()
        self._outputs.close()

    async def process(self, data: AsyncIterator[Any] | None = None) -> AsyncIterator[Any]:
        async for item in self._read(data):
            output = item if self.process_callback is None else self.process_callback(item)
            if inspect.isawaitable(output):
                output = await output
            if output is not None:
                await self._keep(output)
                yield output

    async def _read(self, data: AsyncIterator[Any] | None) -> AsyncIterator[Any]:
        if data is not None:
            async for item in data:
                yield item
            return
        while (item := await self._inputs.get()) is not _SENTINEL:
            yield item

    async def _keep(self, output: Any) -> None:
        """Keep an output for pull_output(), the oldest ones go first."""
        if len(self._outputs._items) >= self._outputs._size:
            self._outputs._items.popleft()
        await self._outputs.put(output)


class JavaScriptBridgeNode(Node):
    """Converts items to and from values of JSON.

    Args:
        transform_input, transform_output: whether a direction is converted.
    """

    def __init__(
        self, transform_input: bool = True, transform_output: bool = True, name: str | None = None
    ) -> None:
        super().__init__(name=name, transform_input=transform_input, transform_output=transform_output)
        self.transform_input = transform_input
        self.transform_output = transform_output

    def process(self, data: Any) -> Any:
        return to_json(data) if self.transform_input or self.transform_output else data


def to_json(value: Any) -> Any:
    """Return a value made of the types of JSON: dicts, lists, strings, numbers, None."""
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    if hasattr(value, "tolist"):
        return to_json(value.tolist())
    return str(value)


