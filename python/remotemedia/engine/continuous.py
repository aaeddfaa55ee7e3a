# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Resampling the blocks of a source as one stream, without a seam between them.

Each block has one output. It follows when the filter has seen enough of the next blocks.
"""

from __future__ import annotations

import time
from collections import deque
from functools import partial
from typing import Any, AsyncIterator, Callable, Mapping

import numpy as np

from ..arrays import AudioItem, read_item, to_2d
from ..core.node import Node
from ..fallback.resample import get_length
from ..nodes.audio import AudioResampleNode, AudioTransform, mix
from ..resampler import Resampler, open_resampler
from . import errors, parts
from .graph import Graph
from .metrics import RunMetrics
from .native import LONG_SAMPLES, MAX_RATIO
from .stages import call_in_pool

Array = np.ndarray[Any, Any]
Drop = Callable[[str, Exception], bool]  # of an item whose node failed. Returns: False if the failure ends the stream


class BlockResampler:
    """Resamples blocks of (channels, samples) to one output for each block.

    Args:
        rate_in, rate_out: in Hz.
        quality: low, medium or high.
    """

    def __init__(self, rate_in: int, rate_out: int, quality: str) -> None:
        self._settings = rate_in, rate_out, quality
        self._resampler: Resampler | None = None  # made for the format of the first block
        self._waiting: Array | None = None  # samples of blocks that are not complete
        self._n_in = self._n_out = 0  # of blocks with output
        self._ends: deque[int] = deque()  # of blocks without output

    def push(self, block: Array) -> list[Array]:
        """Append a block, and return the outputs of the blocks that are complete."""
        if self._resampler is None:
            self._resampler = open_resampler(block, *self._settings)
        self._n_in += block.shape[1]
        self._ends.append(self._n_in)
        return self._take(self._resampler.push(block))

    def flush(self) -> list[Array]:
        """Return the outputs of the other blocks; the stream ends here."""
        return [] if self._resampler is None else self._take(self._resampler.flush())

    def _take(self, samples: Array) -> list[Array]:
        """Return the outputs that are complete with more samples."""
        waiting = samples if self._waiting is None else np.concatenate([self._waiting, samples], axis=1, dtype=samples.dtype)
        outputs, start, n_there = [], 0, self._n_out + waiting.shape[1]
        while self._ends and self._count(self._ends[0]) <= n_there:
            stop = self._count(self._ends.popleft()) - self._n_out
            outputs.append(waiting[:, start:stop].copy())
            start = stop
        self._n_out += start
        self._waiting = waiting[:, start:]
        return outputs

    def _count(self, position: int) -> int:
        """Return the number of outputs before a position of the input."""
        rate_in, rate_out, _ = self._settings
        return get_length(position, rate_in, rate_out)


class StreamStage:
    """A resampling node of the package that gets the blocks of one stream.

    Args:
        node_id: of the node.
        node: AudioResampleNode or AudioTransform.
        metrics: counters to fill; None for no measurement.
    """

    is_streaming = True

    def __init__(self, node_id: str, node: Any, metrics: RunMetrics | None = None) -> None:
        self.nodes = {node_id: node}
        self._node_id = node_id
        self._node = node
        self._metrics = metrics
        is_transform = isinstance(node, AudioTransform)
        self._rate_hz: int = node.output_sample_rate if is_transform else node.target_sample_rate
        self._quality: str = "high" if is_transform else node._quality
        self._resampler: BlockResampler | None = None
        self._form: tuple[Any, ...] | None = None  # of the stream; None for no stream
        self._items: deque[AudioItem] = deque()  # without output

    async def call_stream(self, stream: AsyncIterator[Any], drop: Drop) -> AsyncIterator[Any]:
        """Yield an output for each item; where the format changes, another stream begins."""
        async for value in stream:
            item = self._read(value)
            form = None if item is None else (item.rate_hz, len(to_2d(item.samples)), item.samples.dtype)
            if form != self._form:
                for output in self._flush():
                    yield output
            self._form = form
            call = partial(self._process, value) if item is None else partial(self._push, item)
            for output in await self._call(call, is_long(value), drop):
                yield output
        for output in self._flush():
            yield output

    def close(self) -> None:
        """Nothing is open."""

    def _read(self, value: Any) -> AudioItem | None:
        """Return audio that belongs to a stream; None for items that the node processes one by one."""
        item = read_or_none(value)
        rates = None if item is None or item.rate_hz is None else (item.rate_hz, self._rate_hz)
        is_stream = rates is not None and min(rates) < max(rates) <= MAX_RATIO * min(rates)
        return item if is_stream else None

    async def _call(self, call: Callable[[], list[Any]], is_long: bool, drop: Drop) -> list[Any]:
        """Return the outputs of a call for one item; none if it fails and the item is dropped."""
        started_s = time.monotonic()
        is_success = False
        try:
            outputs: list[Any] = await call_in_pool(call) if is_long else call()
            is_success = True
            return outputs
        except Exception as cause:
            if not drop(self._node_id, cause):
                raise
            self._resampler = self._form = None
            self._items.clear()
            return []
        finally:
            if self._metrics is not None:
                self._metrics.count_call(self._node_id, time.monotonic() - started_s, is_success)

    def _push(self, item: AudioItem) -> list[Any]:
        if self._resampler is None:
            self._resampler = BlockResampler(item.rate_hz or 0, self._rate_hz, self._quality)
        self._items.append(item)
        return self._wrap(self._resampler.push(to_2d(item.samples)))

    def _flush(self) -> list[Any]:
        resampler, self._resampler = self._resampler, None
        return [] if resampler is None else self._wrap(resampler.flush())

    def _process(self, value: Any) -> list[Any]:
        output = self._node.process(value)
        if errors.is_error_result(self._node, output, value):
            raise ValueError(output["error"])
        return [output]

    def _wrap(self, blocks: list[Array]) -> list[Any]:
        """Return blocks in the forms of their items."""
        outputs = []
        for samples in blocks:
            item = self._items.popleft()
            rest = item.rest if isinstance(self._node, AudioTransform) else ()
            if isinstance(self._node, AudioTransform):
                samples = mix(samples, self._node.output_channels)
            outputs.append(item.wrap((samples, self._rate_hz, *rest)))
        return outputs


def read_or_none(value: Any) -> AudioItem | None:
    try:
        return read_item(value)
    except (TypeError, ValueError):
        return None


def is_long(value: Any) -> bool:
    """Whether the work for an item would delay the event loop."""
    return isinstance(value, (tuple, list)) and len(value) > 0 and np.size(value[0]) >= LONG_SAMPLES


def make_stages(graph: Graph[Node], metrics: RunMetrics | None) -> Mapping[str, StreamStage]:
    """Return a stage for each resampler whose input comes from sources through nodes of the package."""
    reached = set(graph.get_sources())
    stages = {}
    for node_id in graph.order:
        node = graph.nodes[node_id]
        inputs = graph.get_inputs(node_id)
        if len(inputs) != 1 or inputs[0] not in reached or not is_ours(node):
            continue
        reached.add(node_id)
        if isinstance(node, (AudioResampleNode, AudioTransform)):
            stages[node_id] = StreamStage(node_id, node, metrics)
    return stages


def is_ours(node: Node) -> bool:
    """Whether a node is of this package, and nothing of it is replaced."""
    return type(node).__module__.startswith(parts.PACKAGE_PREFIX) and parts.find_override(node) is None
