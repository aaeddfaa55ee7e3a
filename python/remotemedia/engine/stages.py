# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Calling a node that is written in Python, whatever kind of function its process() is."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, AsyncIterator, Callable

from ..arrays import own
from ..core.exceptions import PipelineError
from ..core.node import Node
from ..interrupts import Call

MAX_THREADS = min(24, (os.cpu_count() or 1) + 4)


@functools.lru_cache(maxsize=None)
def get_pool() -> ThreadPoolExecutor:
    """Return the threads that run plain functions, shared by all runs of the process."""
    return ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="remotemedia")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=get_pool.cache_clear)  # a child has no threads of its parent


async def call_in_pool(function: Callable[..., Any], *args: Any) -> Any:
    """Call a plain function on a thread of the pool, with the caller's context variables."""
    work = Call()
    call = functools.partial(contextvars.copy_context().run, work.run, call_plainly, function, *args)
    try:
        return await asyncio.get_running_loop().run_in_executor(get_pool(), call)
    except asyncio.CancelledError:
        work.drop()
        raise


def call_plainly(function: Callable[..., Any], *args: Any) -> Any:
    """Call a function whose exceptions a future can have.

    A future never ends with StopIteration, and a future with CancelledError or
    GeneratorExit looks as if the run had been cancelled.
    """
    try:
        return function(*args)
    except (StopIteration, GeneratorExit, asyncio.CancelledError) as error:
        raise RuntimeError(f"{type(error).__name__} was raised outside a generator or task") from error


def is_failure(error: BaseException) -> bool:
    """Whether code of a node raised an exception, which is not the cancellation of the current task."""
    if isinstance(error, asyncio.CancelledError):
        count: Any = getattr(asyncio.current_task(), "cancelling", None)  # since Python 3.11
        return count is not None and count() == 0
    return isinstance(error, Exception)


async def finish(result: Any) -> Any:
    """Return the result of a call that may have to be awaited."""
    return await result if inspect.isawaitable(result) else result


class PythonStage:
    """A node as the steps of a run: start, call for each item, flush, stop.

    Args:
        gets_copies: whether the node gets copies of the arrays of its input.
    """

    def __init__(self, node_id: str, node: Node, *, gets_copies: bool = False) -> None:
        self.node_id = node_id
        self.node = node
        self._gets_copies = gets_copies

    @property
    def is_streaming(self) -> bool:
        return bool(getattr(self.node, "is_streaming", False))

    async def start(self) -> None:
        await finish(self.node.initialize())

    async def stop(self) -> None:
        await finish(self.node.cleanup())

    async def call(self, *args: Any) -> AsyncIterator[Any]:
        """Yield the outputs of process() for one item, or for none of a source."""
        process = self.node.process
        if self._gets_copies:
            args = tuple(own(value) for value in args)
        if inspect.isasyncgenfunction(process) or inspect.iscoroutinefunction(process):
            result = process(*args)
        else:
            result = await call_in_pool(process, *args)
        async for output in iterate(result):
            yield output

    def call_stream(self, stream: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Return the outputs of process() for the whole input.

        Raises:
            PipelineError: process() is no asynchronous generator function.
        """
        result: Any = self.node.process(own_all(stream) if self._gets_copies else stream)
        if not hasattr(result, "__aiter__"):
            if inspect.iscoroutine(result):
                result.close()
            raise PipelineError(
                f"Node '{self.node.name}' has is_streaming, so its process() must be an asynchronous "
                f"generator function; it returned {type(result).__name__}")
        return outputs_of(result)

    async def flush(self) -> Any:
        """Return the rest that the node holds; None if it has no rest."""
        flush = getattr(self.node, "flush", None)
        if flush is None:
            return None
        if inspect.iscoroutinefunction(flush):
            return await flush()
        return await finish(await call_in_pool(flush))


async def iterate(result: Any) -> AsyncIterator[Any]:
    """Yield the outputs in a result of process(); None is no output."""
    if inspect.isasyncgen(result):
        async for output in outputs_of(result):
            yield output
        return
    output = await finish(result)
    if output is not None:
        yield output


async def own_all(stream: AsyncIterator[Any]) -> AsyncIterator[Any]:
    async for item in stream:
        yield own(item)


async def outputs_of(generator: AsyncIterator[Any]) -> AsyncIterator[Any]:
    try:
        async for output in generator:
            if output is not None:
                yield output
    finally:
        close = getattr(generator, "aclose", None)
        if close is not None:
            await close()
