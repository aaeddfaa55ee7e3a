# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Sessions: one stream through a pipeline, which the caller feeds and reads. Made by Pipeline.session()."""

from __future__ import annotations

import asyncio
import atexit
from collections import deque
from types import TracebackType
from typing import Any, AsyncIterator, Iterator
from weakref import WeakSet

from . import _native
from .engine.metrics import read_metrics

MAX_WAITING = 64  # outputs that a reader has not taken yet
_open: WeakSet[Session] = WeakSet()


class Session(_native.Session):
    """A stream through a pipeline. Its state runs on from push to push.

    push(samples) takes an array of the shape (samples,) or (channels, samples), which
    may be changed afterwards; push(samples, copy=False) hands it over, and it is
    read-only until it is released. pull() returns the outputs (samples, rate) that there
    are, often none. finish() ends the input; then pull() returns the rest. flush()
    drops all data in the session, which starts again. close() ends it.

    A session belongs to the thread that made it; other threads get a RuntimeError.
    With async with and async for, see AsyncSession.
    """

    __slots__ = ("__weakref__", "_asynchronous")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asynchronous: AsyncSession | None = None
        _open.add(self)

    def cancel(self) -> None:
        """End the session now. Data in it is dropped, and later calls fail."""
        self.close()

    def metrics(self) -> dict[str, Any]:
        """Return the measurements, with those of each node in node_metrics as list and by id."""
        return read_metrics(self.read_metrics())

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        """Yield the outputs until the end of the session, and wait for them."""
        while not self.is_ended:
            outputs = self.pull()
            yield from outputs
            if not outputs and not self.is_ended:
                self.wait()

    async def __aenter__(self) -> AsyncSession:
        self._asynchronous = AsyncSession(self)
        return self._asynchronous

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._asynchronous is not None:
            self._asynchronous.close()


class AsyncSession:
    """A session for one event loop: async with pipeline.session(...) as s.

    await push() waits while a reader has not taken MAX_WAITING outputs, so that
    memory is bounded; async for reads until the end. Where nothing iterates, push()
    does not wait, and pull() returns the outputs that there are.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._outputs: deque[Any] = deque()
        self._changed = asyncio.Event()
        self._descriptor: int | None = None  # that the loop watches
        self._loop: asyncio.AbstractEventLoop | None = None  # of the descriptor
        self._is_read = False

    async def push(self, data: Any, copy: bool = True) -> None:
        """Push samples; waits for room."""
        while self._is_read and len(self._outputs) >= MAX_WAITING:
            await self._wait()
        while not self._session.push(data, copy=copy, wait=False):
            await self._make_room()
        self._collect()

    async def finish(self) -> None:
        """End the input."""
        while not self._session.finish(False):
            await self._make_room()
        self._collect()

    def pull(self) -> list[Any]:
        """Return the outputs that there are."""
        self._collect()
        outputs = list(self._outputs)
        self._outputs.clear()
        return outputs

    async def __aiter__(self) -> AsyncIterator[Any]:
        self._is_read = True
        try:
            while True:
                while self._outputs:
                    yield self._outputs.popleft()
                    self._changed.set()
                if self._session.is_ended:
                    return
                self._collect()
                if not self._outputs and not self._session.is_ended:
                    await self._wait_for_library()
        finally:
            self._is_read = False
            self._changed.set()

    def flush(self) -> None:
        """Drop all data in the session."""
        self._unwatch()
        self._outputs.clear()
        self._session.flush()
        self._changed.set()

    def cancel(self) -> None:
        """End the session now; a reader gets a PipelineError."""
        self.close()

    def close(self) -> None:
        """End the session now, as cancel()."""
        self._unwatch()
        self._outputs.clear()
        self._session.close()
        self._changed.set()

    def metrics(self) -> dict[str, Any]:
        """Return the measurements, as Session.metrics()."""
        return self._session.metrics()

    def _collect(self) -> None:
        outputs = self._session.poll()
        if outputs or self._session.is_ended:
            self._outputs.extend(outputs)
            self._changed.set()

    async def _make_room(self) -> None:
        self._collect()
        await self._wait_for_library()

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _wait_for_library(self) -> None:
        """Wait until push or pull may succeed, or until another task has changed the session."""
        if self._descriptor is None:
            self._descriptor, self._loop = self._session.fileno(), asyncio.get_running_loop()
            self._loop.add_reader(self._descriptor, self._note_ready)
        await self._wait()

    def _note_ready(self) -> None:
        self._unwatch()
        self._changed.set()

    def _unwatch(self) -> None:
        if self._descriptor is not None and self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._descriptor)
        self._descriptor = self._loop = None


@atexit.register
def close_all() -> None:
    """Close the sessions of this thread before the interpreter ends."""
    for session in list(_open):
        try:
            session.close()
        except RuntimeError:  # of another thread, or in a child process
            pass
