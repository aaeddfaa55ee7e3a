# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""One run of a graph on the caller's event loop.

Each node is a task with queues to its neighbours, so that nodes overlap. Items
stay apart by ItemEnd events: the results of run([x, y]) are those of run(x),
then those of run(y).
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, AsyncIterator, Callable, Coroutine, Mapping, Sequence

from ..core.exceptions import NodeError, PipelineError
from ..core.node import Node
from . import errors
from .edges import END, Edge, Event, Failed, Inbox, ItemEnd, Value
from .graph import Graph
from .metrics import RunMetrics
from .native import NativeStage
from .progress import Progress
from .retry import Breaker, CircuitOpenError, RetryPolicy, is_transient
from .sharing import find_copied
from .stages import PythonStage, outputs_of

logger = logging.getLogger("remotemedia.engine")


class Run:
    """Tasks, queues and counters of one run.

    Args:
        graph: the nodes, initialised; the first node of each part in place of the part.
        parts: nodes that run in a session, by their first node.
        on_error: raise, skip or stop.
        retry: of calls that fail with a transient error.
        metrics: counters to fill; None for none.
        progress: receives the number of complete items; None for none.
        clock: returns seconds; sleep: waits for seconds.
    """

    def __init__(
        self,
        graph: Graph[Node],
        *,
        parts: Mapping[str, NativeStage] | None = None,
        on_error: str = errors.RAISE,
        retry: RetryPolicy = RetryPolicy(),
        metrics: RunMetrics | None = None,
        progress: Progress | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._graph = graph
        self._on_error = on_error
        self._retry = retry
        self._metrics = metrics
        self._progress = progress
        self._clock = clock
        self._sleep = sleep
        copied = find_copied(graph)
        self._parts = dict(parts or {})
        self._stages: dict[str, Any] = {
            node_id: self._parts.get(node_id) or PythonStage(node_id, node, gets_copies=node_id in copied)
            for node_id, node in graph.nodes.items()}
        self._breakers = {node_id: Breaker() for node_id in graph.nodes}
        self._inboxes: dict[str, Inbox] = {}
        self._outlets: dict[str, list[Edge]] = {}
        self._bad_items: set[int] = set()
        self._has_numbers = True  # of items, which end with ItemEnd; False for the items of source nodes
        self._is_ending = False  # the tasks are cancelled
        self.errors: list[NodeError] = []  # of items that were dropped, or that ended the run

    async def stream(self, source: AsyncIterator[Any] | None) -> AsyncIterator[Any]:
        """Yield the outputs of the sinks for a stream of items; without a stream, of source nodes.

        Raises:
            NodeError: a node failed and on_error is "raise".
        """
        self._has_numbers = source is not None
        results = self._connect()
        tasks = [asyncio.ensure_future(self._guard(node_id, results)) for node_id in self._graph.order]
        if source is not None:
            tasks.append(asyncio.ensure_future(self._feed(source, results)))
        try:
            async for output in self._collect(results):
                yield output
        finally:
            self._is_ending = True
            await cancel(tasks)
            for part in self._parts.values():
                part.close()

    def _connect(self) -> Inbox:
        """Make the edges, and return the edges from the sinks to the caller."""
        self._outlets = {node_id: [] for node_id in self._graph.nodes}
        for node_id in self._graph.nodes:
            starts = self._graph.get_inputs(node_id)
            edges = make_edges(max(len(starts), 1))
            self._inboxes[node_id] = Inbox(edges)
            for start, edge in zip(starts, edges):
                self._outlets[start].append(edge)
        sinks = self._graph.get_sinks()
        results = make_edges(len(sinks))
        for node_id, edge in zip(sinks, results):
            self._outlets[node_id].append(edge)
        return Inbox(results)

    async def _collect(self, results: Inbox) -> AsyncIterator[Any]:
        keeps_items = self._on_error == errors.SKIP and self._has_numbers
        item: list[Any] = []
        async for event in results.read():
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Value):
                if not keeps_items:
                    yield event.value
                else:
                    item.append(event.value)
            elif isinstance(event, ItemEnd):
                is_bad = event.index in self._bad_items
                kept, item = ([] if is_bad else item), []
                for value in kept:
                    yield value
                if self._progress is not None:
                    self._progress.count_items(event.index + 1)
        for value in item:
            yield value

    async def _feed(self, source: AsyncIterator[Any], results: Inbox) -> None:
        edges = [edge for node_id in self._graph.get_sources() for edge in self._inboxes[node_id].edges]
        index = 0
        try:
            async for item in source:
                await put_all(edges, Value(item))
                await put_all(edges, ItemEnd(index))
                index += 1
        except Exception as error:
            results.edges[0].put_now(Failed(error))
        else:
            await put_all(edges, END)

    async def _guard(self, node_id: str, results: Inbox) -> None:
        """Run a node; the nodes downstream see the end in any case."""
        is_source = not self._has_numbers and not self._graph.get_inputs(node_id)
        steps = (self._run_source if is_source
                 else self._run_stream if self._stages[node_id].is_streaming else self._run_items)
        try:
            await steps(node_id)
        except PipelineError as error:
            results.edges[0].put_now(Failed(error))
        except NodeError as error:
            self._end_with(error, results)
        except Exception as cause:
            self._end_with(errors.make_node_error(node_id, self._graph.nodes[node_id], cause), results)
        except BaseException as cause:
            if not self._is_ending:  # the node was cancelled, not the run, which would wait for its outputs
                results.edges[0].put_now(Failed(errors.make_node_error(node_id, self._graph.nodes[node_id], cause)))
            raise
        finally:
            self._inboxes[node_id].close()
        await self._put(node_id, END)

    def _end_with(self, error: NodeError, results: Inbox) -> None:
        if self._on_error == errors.RAISE:
            results.edges[0].put_now(Failed(error))
            return
        self.errors.append(error)
        logger.warning("%s; the stream ends here", error)

    async def _run_items(self, node_id: str) -> None:
        index = 0
        is_bad = False
        async for event in self._inboxes[node_id].read():
            if isinstance(event, Value) and not is_bad:
                is_bad = not await self._call(node_id, index, event.value) and self._has_numbers
            elif isinstance(event, ItemEnd):
                await self._put(node_id, event)
                index, is_bad = event.index + 1, False
        await self._put_flushed(node_id)

    async def _run_stream(self, node_id: str) -> None:
        n_items = 0

        async def read_values() -> AsyncIterator[Any]:
            nonlocal n_items
            async for event in self._inboxes[node_id].read():
                if isinstance(event, Value):
                    yield event.value
                elif isinstance(event, ItemEnd):
                    n_items = event.index + 1

        stage, values = self._stages[node_id], read_values()
        is_of_items = node_id in self._parts  # not one generator, which ends with its first failure
        outputs = stage.call_stream(values, self._drop) if is_of_items else stage.call_stream(values)
        await self._put_outputs(node_id, outputs)
        for index in range(n_items):
            await self._put(node_id, ItemEnd(index))

    async def _run_source(self, node_id: str) -> None:
        node = self._graph.nodes[node_id]
        process: Any = node.process
        try:
            result = process()
        except TypeError as error:
            raise PipelineError(describe_no_source(node)) from error
        if not hasattr(result, "__aiter__"):
            if asyncio.iscoroutine(result):
                result.close()
            raise PipelineError(describe_no_source(node))
        is_alone = len(self._graph.nodes) == 1  # its items come out as they are
        await self._put_outputs(node_id, result if is_alone else outputs_of(result))

    async def _put_outputs(self, node_id: str, outputs: AsyncIterator[Any]) -> None:
        node = self._graph.nodes[node_id]
        try:
            async for output in outputs:
                await self._put(node_id, Value(output))
        except Exception as cause:
            raise errors.make_node_error(node_id, node, cause) from cause

    async def _put_flushed(self, node_id: str) -> None:
        try:
            output = await self._stages[node_id].flush()
        except Exception as cause:
            raise errors.make_node_error(node_id, self._graph.nodes[node_id], cause) from cause
        if output is not None:
            await self._put(node_id, Value(output))

    async def _call(self, node_id: str, index: int, value: Any) -> bool:
        """Call a node for an item, again after transient errors. Returns: False if the item is dropped."""
        n_attempts = 0
        breaker = self._breakers[node_id]
        while True:
            if breaker.is_open(self._clock()):
                self._fail(node_id, index, CircuitOpenError(breaker.n_failures), n_attempts)
                return False
            n_attempts += 1
            n_outputs = 0
            started_s = self._clock()
            try:
                async for output in self._stages[node_id].call(value):
                    self._check(node_id, output, value)
                    n_outputs += 1
                    await self._put(node_id, Value(output))
            except Exception as cause:
                self._count(node_id, started_s, False)
                breaker.count_failure(self._clock())
                if not await self._may_repeat(breaker, cause, n_attempts, n_outputs):
                    self._fail(node_id, index, cause, n_attempts)
                    return False
            else:
                self._count(node_id, started_s, True)
                breaker.count_success()
                return True

    def _check(self, node_id: str, output: Any, value: Any) -> None:
        node = self._graph.nodes[node_id]
        if errors.is_error_result(node, output, value):
            raise ValueError(output["error"])

    def _count(self, node_id: str, started_s: float, is_success: bool) -> None:
        if self._metrics is not None and node_id not in self._parts:
            self._metrics.count_call(node_id, self._clock() - started_s, is_success)

    async def _may_repeat(
        self, breaker: Breaker, cause: BaseException, n_attempts: int, n_outputs: int
    ) -> bool:
        """Wait for the next attempt. Returns: False to give up: outputs that left cannot be taken back."""
        delay_s = self._retry.get_delay_s(n_attempts) if is_transient(cause) else None
        if delay_s is None or n_outputs > 0 or breaker.is_open(self._clock()):
            return False
        logger.warning("%s; next attempt in %g s", cause, delay_s)
        await self._sleep(delay_s)
        return True

    def _fail(self, node_id: str, index: int, cause: BaseException, n_attempts: int) -> None:
        item_index = index if self._has_numbers else None
        if isinstance(cause, NodeError) and node_id in self._parts:
            error = errors.place(cause, self._parts[node_id].nodes[cause.node_id or node_id], item_index)
        else:
            error = errors.make_node_error(
                node_id, self._graph.nodes[node_id], cause, item_index=item_index, attempts=n_attempts)
        if self._on_error != errors.SKIP:
            raise error from error.__cause__
        self._bad_items.add(index)
        self._note_dropped(error)

    def _drop(self, node_id: str, cause: Exception) -> bool:
        """Drop an item of a source, which has no number. Returns: False if the policy is another."""
        if self._on_error == errors.SKIP:
            self._note_dropped(errors.make_node_error(node_id, self._graph.nodes[node_id], cause))
        return self._on_error == errors.SKIP

    def _note_dropped(self, error: NodeError) -> None:
        self.errors.append(error)
        logger.warning("%s; the item is dropped", error)

    async def _put(self, node_id: str, event: Event) -> None:
        await put_all(self._outlets[node_id], event)


def make_edges(count: int) -> list[Edge]:
    """Where several edges meet, one is read after the other, so that a limit could block a loop."""
    return [Edge() if count == 1 else Edge(max_waiting=0) for _ in range(count)]


async def put_all(edges: list[Edge], event: Event) -> None:
    for edge in edges:
        await edge.put(event)


async def cancel(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def describe_no_source(node: Node) -> str:
    return (f"The first node '{node.name}' is not a valid source. Its process() must be an asynchronous "
            "generator function that can be called without data")
