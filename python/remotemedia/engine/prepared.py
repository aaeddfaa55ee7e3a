# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Decisions before a run, kept for the next runs while the nodes stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_
from typing import Any, Iterator, Sequence

from ..core.node import Node
from . import direct, inputs, parts
from .graph import Graph
from .native import SessionStore


class NodeState:
    """The class, methods and attributes of a node at one moment.

    Values are compared by identity, which is cheap, and distinguishes 0.0 from -0.0 and 1 from
    True. Where a value was replaced by an equal one, the decisions are made again.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._kind = type(node)
        self._names = [*vars(node)]
        self._values = [*vars(node).values()]
        self._methods = [*get_methods(self._kind)]

    def is_current(self, node: Node) -> bool:
        """Whether it is the state of this node now."""
        attributes = vars(node)
        return (node is self._node and type(node) is self._kind and [*attributes] == self._names
                and all(map(is_, [*attributes.values()], self._values))
                and all(map(is_, get_methods(self._kind), self._methods)))


def get_methods(kind: type[Node]) -> Iterator[Any]:
    """Yield the methods that decide where a node runs; None for those that it has not."""
    return (getattr(kind, name, None) for name in parts.METHODS)


@dataclass(frozen=True)
class Prepared:
    """The decisions that the runs of a pipeline share.

    Attributes:
        key: anything else that it depends on.
        states: of the nodes.
        readers: nodes that check the items of a run before anything runs.
        plan: of a run without tasks; None if a run needs tasks.
    """

    key: Any
    states: Sequence[NodeState]
    readers: Sequence[tuple[str, Node]]
    plan: direct.Plan | None

    def suits(self, nodes: Sequence[Node], key: Any) -> bool:
        """Whether nothing has changed."""
        return (self.key == key and len(nodes) == len(self.states)
                and all(state.is_current(node) for state, node in zip(self.states, nodes)))


def prepare(
    nodes: Sequence[Node], key: Any, graph: Graph[Node], obstacle: str | None, name: str, store: SessionStore
) -> Prepared:
    """Decide how a pipeline runs.

    Args:
        nodes: of the pipeline in their order.
        key: see Prepared.
        graph: of the nodes.
        obstacle: reason why no node can use the library; None if nodes can.
        name: of the pipeline, for sessions.
        store: has the sessions.
    """
    states = [NodeState(node) for node in nodes]  # first: another thread may change a node meanwhile
    readers = [(node_id, graph.nodes[node_id]) for node_id in inputs.find_readers(graph)]
    plan = None
    if all(direct.admits(node) for node in nodes):
        rows = parts.decide(graph, parts.Circumstances(obstacle))
        plan = direct.make_plan(graph, rows, name, store, obstacle is None)
    return Prepared(key, states, readers, plan)
