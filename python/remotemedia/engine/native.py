# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A part of native nodes as one step of a run."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any, AsyncIterator, Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from ..arrays import to_2d
from ..core.node import Node
from . import errors
from .metrics import RunMetrics
from .parts import NATIVE_TYPES, RESAMPLER
from .stages import call_in_pool

DTYPES = tuple(np.dtype(code) for code in ("f4", "f8", "i2", "i4"))
MAX_CHANNELS = 64
MAX_RATE_HZ = 1536000
MAX_RATIO = 256
LONG_SAMPLES = 1 << 18  # about 1 ms of work: more of it would delay the event loop
MAX_IDLE = 4  # sessions that wait for the next item
MAX_MANIFESTS = 4  # of a pipeline, whose sessions wait


class SessionStore:
    """Idle sessions by manifest; each is used by one item at a time, on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: OrderedDict[tuple[str, bool], list[Any]] = OrderedDict()

    def take(self, manifest: str, metrics: bool) -> Any:
        """Return an idle session, else a new one."""
        with self._lock:
            idle = self._idle.get((manifest, metrics))
            if idle:
                return idle.pop()
        from .. import _native

        return _native.Session(manifest, framing="items", metrics=metrics, any_thread=True)

    def put(self, session: Any, manifest: str, metrics: bool) -> None:
        """Keep a session that has processed its item."""
        with self._lock:
            idle = self._idle.setdefault((manifest, metrics), [])
            if metrics or len(idle) < MAX_IDLE:
                idle.append(session)
            self._idle.move_to_end((manifest, metrics))
            while len(self._idle) > MAX_MANIFESTS:  # parameters of a node were changed
                self._idle.popitem(last=False)

    def clear(self) -> list[Any]:
        """Return the idle sessions, and forget them."""
        with self._lock:
            idle, self._idle = self._idle, OrderedDict()
        return [session for sessions in idle.values() for session in sessions]


_stores: WeakKeyDictionary[Any, SessionStore] = WeakKeyDictionary()


def get_store(pipeline: Any) -> SessionStore:
    """Return the sessions that a pipeline keeps between its runs."""
    return _stores.setdefault(pipeline, SessionStore())


def admits(value: Any) -> bool:
    """Whether a session takes an item with the same result as the nodes in Python: (samples, rate, ...)."""
    if not isinstance(value, (tuple, list)) or len(value) < 2:
        return False
    samples, rate_hz = value[:2]
    return (type(samples) is np.ndarray and samples.dtype in DTYPES  # of the byte order of the machine
            and (samples.flags.c_contiguous or samples.flags.f_contiguous)
            and samples.ndim in (1, 2) and samples.size > 0 and (samples.ndim == 1 or len(samples) <= MAX_CHANNELS)
            and type(rate_hz) is int and 1 <= rate_hz <= MAX_RATE_HZ)


def get_limits(node: Any) -> tuple[int | None, int | None]:
    """Return the duration of the frames of a node in ms, and its rate in Hz; None if it has none."""
    return getattr(node, "frame_duration_ms", None), getattr(node, "target_sample_rate", None)


def suits(limits: Sequence[tuple[int | None, int | None]], n_samples: int, rate_hz: int) -> bool:
    """Whether each node, by its get_limits(), takes a clip of a length and rate without a special case.

    A VAD in the library judges a clip that is shorter than a frame, and one in
    Python does not; a resampler refuses rates that are too far apart.
    """
    for frame_ms, target_hz in limits:
        if frame_ms is not None and not 1 <= rate_hz * frame_ms // 1000 <= n_samples:
            return False
        if target_hz is not None and target_hz != rate_hz:
            if max(rate_hz, target_hz) > MAX_RATIO * min(rate_hz, target_hz):
                return False
            n_samples, rate_hz = -(-n_samples * target_hz // rate_hz), target_hz
    return True


class NativeStage:
    """Nodes in a row that run in one session. Items that no session takes go through the nodes in Python.

    Args:
        nodes: the nodes of the part by id.
        manifest: of the part.
        store: has the sessions.
        metrics: counters to fill; None for no measurement.
    """

    is_streaming = False

    def __init__(
        self, nodes: Mapping[str, Node], manifest: str, store: SessionStore, metrics: RunMetrics | None = None
    ) -> None:
        self.nodes = dict(nodes)
        self._manifest = manifest
        self._store = store if metrics is None else SessionStore()  # a measured one belongs to one run
        self._metrics = metrics
        self._limits = [get_limits(node) for node in nodes.values()]
        self._types = [(node_id, NATIVE_TYPES[type(node).__name__]) for node_id, node in nodes.items()]

    async def call(self, value: Any) -> AsyncIterator[Any]:
        """Yield the outputs of one item.

        Raises:
            NodeError: a node failed.
        """
        yield await call_in_pool(self.process, value) if self.is_long(value) else self.process(value)

    def is_long(self, value: Any) -> bool:
        """Whether the work on an item is not short: that of an item that no session takes, or of many samples."""
        return not admits(value) or value[0].size >= LONG_SAMPLES

    def process(self, value: Any) -> Any:
        """Return the output of one item, as call()."""
        return self._process(value) if admits(value) and self._suits(value) else self._process_in_python(value)

    async def flush(self) -> Any:
        return None

    def close(self) -> None:
        """Count the measurements of the sessions of this run."""
        if self._metrics is not None:
            for session in self._store.clear():
                self._metrics.add_session(session.read_metrics())

    def _suits(self, value: Sequence[Any]) -> bool:
        return suits(self._limits, value[0].shape[-1], value[1])

    def _process_in_python(self, value: Any) -> Any:
        for node_id, node in self.nodes.items():
            started_s = time.monotonic()
            item, value = value, node.process(value)
            is_error = errors.is_error_result(node, value, item)
            if self._metrics is not None:
                self._metrics.count_call(node_id, time.monotonic() - started_s, not is_error)
            if is_error:
                raise errors.make_node_error(node_id, node, ValueError(value["error"]))
        return value

    def _process(self, value: Sequence[Any]) -> tuple[Any, ...]:
        samples, rate_hz = value[:2]
        is_measured = self._metrics is not None
        session = self._store.take(self._manifest, is_measured)
        (output, rate_out), results = session.run_item(samples, rate_hz)
        self._store.put(session, self._manifest, is_measured)
        return self._finish(samples, output, rate_out, results, tuple(value[2:]))

    def _finish(
        self, samples: Any, output: Any, rate_out: int, results: Any, rest: tuple[Any, ...]
    ) -> tuple[Any, ...]:
        """Return the output in the form that the nodes have in Python."""
        for node_id, native in self._types:
            if native.has_result:
                rest = (results[node_id],)
            elif native is RESAMPLER or not native.keeps_shape:
                rest = ()
        is_2d = not all(native.keeps_shape for _, native in self._types)
        return (to_2d(output) if is_2d and output is samples else output, rate_out, *rest)
