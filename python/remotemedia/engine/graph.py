# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes and connections of a pipeline, checked before anything runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Iterable, Sequence, TypeVar

from ..core.exceptions import PipelineError

T = TypeVar("T")


@dataclass(frozen=True)
class Graph(Generic[T]):
    """Nodes by id, and connections (from, to) in the order of the manifest.

    Raises:
        PipelineError: a connection names an unknown node, or there is a cycle.
    """

    nodes: dict[str, T]
    connections: tuple[tuple[str, str], ...]
    order: tuple[str, ...] = field(init=False)  # each node after those that feed it

    def __post_init__(self) -> None:
        for start, end in self.connections:
            self._require(start, "source")
            self._require(end, "target")
        object.__setattr__(self, "order", sort(self.nodes, self.connections))

    def get_inputs(self, node_id: str) -> list[str]:
        """Return the nodes that feed a node, in the order of the connections."""
        return [start for start, end in self.connections if end == node_id]

    def get_outputs(self, node_id: str) -> list[str]:
        return [end for start, end in self.connections if start == node_id]

    def get_sources(self) -> list[str]:
        """Return the nodes without input, in the order of the manifest."""
        return [node_id for node_id in self.nodes if not self.get_inputs(node_id)]

    def get_sinks(self) -> list[str]:
        """Return the nodes without output, in the order of the manifest."""
        return [node_id for node_id in self.nodes if not self.get_outputs(node_id)]

    def _require(self, node_id: str, role: str) -> None:
        if node_id not in self.nodes:
            raise PipelineError(f"Connection references unknown {role} node: {node_id}")


def make_chain(nodes: Sequence[tuple[str, T]]) -> Graph[T]:
    """Connect each node to the next."""
    ids = [node_id for node_id, _ in nodes]
    return Graph(collect(nodes), tuple(zip(ids, ids[1:])))


def collect(nodes: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return nodes by id.

    Raises:
        PipelineError: two nodes have the same id.
    """
    found: dict[str, T] = {}
    for node_id, node in nodes:
        if node_id in found:
            raise PipelineError(f"Duplicate node ID: {node_id}")
        found[node_id] = node
    return found


def sort(nodes: Iterable[str], connections: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return nodes so that each is after those that feed it; ties as given."""
    waiting = {node_id: [start for start, end in connections if end == node_id] for node_id in nodes}
    order: list[str] = []
    while waiting:
        ready = next((node_id for node_id, starts in waiting.items()
                      if not any(start in waiting for start in starts)), None)
        if ready is None:
            path = " -> ".join(find_cycle(waiting))
            raise PipelineError(f"Pipeline contains a cycle - cannot execute: {path}")
        order.append(ready)
        del waiting[ready]
    return tuple(order)


def find_cycle(inputs: dict[str, list[str]]) -> list[str]:
    """Return a cycle with its first node at both ends; each node has an input among the nodes."""
    path = [next(iter(inputs))]
    while True:
        before = next(start for start in inputs[path[-1]] if start in inputs)
        if before in path:
            return [before, *reversed(path[path.index(before):])]
        path.append(before)
