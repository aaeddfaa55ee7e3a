# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes in Python for the library: the work of its hosted nodes.

The manifests of a process whose pipelines run in the library, such as rmg or an
application with rmgbin, use node classes of Python after register_types().
Retries, the breaker and the measurements are the library's.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import logging
import threading
from typing import Any, AsyncIterator, Callable, Coroutine, NamedTuple, Protocol, Sequence

from ..core.exceptions import ConfigurationError
from ..core.node import Node
from ..nodes import catalog
from . import errors, parts
from .retry import is_transient
from .stages import PythonStage

logger = logging.getLogger("remotemedia.engine")

DATA, END, EOS = range(3)
FAILURES = (Exception, asyncio.CancelledError, SystemExit, KeyboardInterrupt)  # of a node; the last two would end the loop


class Item(NamedTuple):
    """An offer of a host: data, the end of an item, or the end of the stream."""

    sequence: int
    kind: int
    value: Any
    n_failures: int


Work = Callable[[Item], Coroutine[Any, Any, None]]


class Host(Protocol):
    """The part of _native.Host that a node uses."""

    def fileno(self) -> int: ...
    def drain(self) -> None: ...
    def take(self) -> tuple[int, int, Any, int] | None: ...
    def take_cancelled(self) -> list[int]: ...
    def output(self, sequence: int, value: Any) -> bool: ...
    def complete(self, sequence: int) -> bool: ...
    def fail(self, sequence: int, is_transient: bool, message: str) -> bool: ...


class HostedNode:
    """One node between the opening and the closing of its element.

    Items are processed one after the other, on the event loop of all hosted nodes;
    plain functions run on threads of the pool.

    Args:
        host: offers the items.
        node: not initialised yet.
        loop: of start(), stop() and the work.
    """

    def __init__(self, host: Host, node: Node, loop: asyncio.AbstractEventLoop) -> None:
        self._host = host
        self._stage = PythonStage(node.name, node)
        self._loop = loop
        self._changed = asyncio.Event()
        self._task: asyncio.Future[None] | None = None
        self._attempt: asyncio.Future[None] | None = None
        self._sequence: int | None = None  # of the attempt
        self._is_cancelled = False  # the attempt, or all work, by the library

    def open(self) -> None:
        """Initialise the node on the caller's thread, and start to work."""
        result: Any = self._stage.node.initialize()
        if inspect.isawaitable(result):
            call(self._await(result), self._loop)
        call(self._start(), self._loop)

    def close(self) -> None:
        """Stop to work, and clean the node up."""
        call(self._stop(), self._loop)

    async def _await(self, result: Any) -> None:
        await result

    async def _start(self) -> None:
        self._loop.add_reader(self._host.fileno(), self._read)
        work = self._work_on_streams() if self._stage.is_streaming else self._work_on_items()
        self._task = asyncio.ensure_future(work)

    async def _stop(self) -> None:
        self._loop.remove_reader(self._host.fileno())
        self._is_cancelled = True
        tasks = [task for task in (self._attempt, self._task) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self._stage.stop()
        except Exception as error:
            logger.warning("cleanup() of node '%s' failed: %s", self._stage.node_id, error)

    def _read(self) -> None:
        self._host.drain()
        cancelled = self._host.take_cancelled()
        if self._attempt is not None and self._sequence in cancelled:
            self._is_cancelled = True
            self._attempt.cancel()
        self._changed.set()

    async def _take(self) -> Item:
        """Return the next item, after waiting for it."""
        while True:
            self._changed.clear()
            taken = self._host.take()
            if taken is not None:
                return Item(*taken)
            await self._changed.wait()

    async def _work_on_items(self) -> None:
        while True:
            item = await self._take()
            work = self._process if item.kind == DATA else self._flush if item.kind == EOS else self._complete
            await self._attempt_item(item, work)

    async def _attempt_item(self, item: Item, work: Work) -> None:
        """Make one attempt with an item; it may be cancelled while the node goes on."""
        self._sequence, self._is_cancelled = item.sequence, False
        self._attempt = asyncio.ensure_future(self._contain(item, work))
        await asyncio.wait([self._attempt])
        attempt, self._attempt = self._attempt, None
        if attempt.cancelled():
            return
        error = attempt.exception()
        if error is not None:
            self._fail(item.sequence, error)

    async def _contain(self, item: Item, work: Work) -> None:
        """Work for an item, and report a failure of the node."""
        try:
            await work(item)
        except FAILURES as error:
            if self._is_cancelled:
                raise
            self._fail(item.sequence, error)

    async def _process(self, item: Item) -> None:
        async for output in self._stage.call(item.value):
            self._put(item.sequence, output, item.value)
        self._host.complete(item.sequence)

    async def _flush(self, item: Item) -> None:
        rest = await self._stage.flush()
        if rest is not None:
            self._put(item.sequence, rest)
        self._host.complete(item.sequence)

    async def _complete(self, item: Item) -> None:
        self._host.complete(item.sequence)

    def _put(self, sequence: int, output: Any, value: Any = None) -> None:
        if errors.is_error_result(self._stage.node, output, value):
            raise ValueError(output["error"])
        self._host.output(sequence, output)

    def _fail(self, sequence: int, error: BaseException) -> None:
        self._host.fail(sequence, is_transient(error), parts.clean(f"{type(error).__name__}: {error}"))

    async def _work_on_streams(self) -> None:
        """Call process() with one stream after the other; a failed one begins again."""
        while True:
            stream = ItemStream(self._take, self._host)
            try:
                async for output in self._stage.call_stream(stream.read()):
                    self._put(await stream.get_sequence(), output)
                await stream.finish()
            except FAILURES as error:
                if self._is_cancelled:
                    raise
                self._fail(await stream.get_sequence(), error)


class ItemStream:
    """The data of one stream, whose items are complete when the next is read."""

    def __init__(self, take: Callable[[], Coroutine[Any, Any, Item]], host: Host) -> None:
        self._take = take
        self._host = host
        self._has_ended = False
        self._sequence: int | None = None  # of the data or end that was read last
        self._is_open = False  # it is data that is not complete

    async def get_sequence(self) -> int:
        """Return the item that outputs and failures belong to, after waiting for the first."""
        if self._sequence is None:
            await self._next()
        assert self._sequence is not None
        return self._sequence

    async def read(self) -> AsyncIterator[Any]:
        while not self._has_ended:
            item = await self._next()
            if item.kind == DATA:
                yield item.value
                self._complete()

    async def finish(self) -> None:
        """Complete the end, and the data that the node has not read before it."""
        self._complete()
        while not self._has_ended:
            await self._next()
            self._complete()
        self._host.complete(await self.get_sequence())

    def _complete(self) -> None:
        if self._is_open and self._sequence is not None:
            self._host.complete(self._sequence)
        self._is_open = False

    async def _next(self) -> Item:
        """Return the next data or the end of the stream."""
        item = await self._take()
        while item.kind == END:
            self._host.complete(item.sequence)
            item = await self._take()
        self._sequence, self._is_open, self._has_ended = item.sequence, item.kind == DATA, item.kind == EOS
        return item


def call(coroutine: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> None:
    """Run a coroutine on a loop of another thread to its end."""
    asyncio.run_coroutine_threadsafe(keep_running(coroutine), loop).result()


async def keep_running(coroutine: Coroutine[Any, Any, None]) -> None:
    """Await a coroutine, whose exceptions do not end the loop."""
    try:
        await coroutine
    except (SystemExit, KeyboardInterrupt) as error:
        raise RuntimeError(f"{type(error).__name__}: {error}") from error


@functools.lru_cache(maxsize=None)
def get_loop() -> asyncio.AbstractEventLoop:
    """Return the loop of all hosted nodes, which runs on a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="remotemedia-hosts", daemon=True).start()
    return loop


def open_node(node_type: str, host: Host, node_id: str, params: str) -> HostedNode:
    """Make and initialise a node for its element; the library calls it.

    Raises:
        Exception: of the node class; the library shows it.
    """
    node = catalog.make_node(node_type, node_id, json.loads(params))
    if node.is_source:
        raise ConfigurationError(f"{node_type} is a source, which runs in Pipeline.run() only")
    hosted = HostedNode(host, node, get_loop())
    hosted.open()
    return hosted


def register_types(node_types: Sequence[str]) -> list[str]:
    """Make node types of Python known to the library.

    Returns:
        The names that are types of the library itself, which stay so.
    """
    from .. import _native

    return [node_type for node_type in node_types
            if not _native.register_host(node_type, "a class of Python", functools.partial(open_node, node_type))]
