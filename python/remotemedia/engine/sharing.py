# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Which nodes get objects that another branch gets too.

Nodes of this package never write into their input, and may return it. User code
may write, so it gets copies where a branch could see that.
"""

from __future__ import annotations

from ..core.node import Node
from .graph import Graph

# Nodes of this package that call functions of the user.
CALLERS = ("BidirectionalNode", "CodeExecutorNode", "DataSinkNode", "SerializedClassExecutorNode", "TextTransformNode")


def runs_user_code(node: Node) -> bool:
    """Whether a node may write into its input."""
    kind = type(node)
    return (not kind.__module__.startswith("remotemedia.") or kind.__name__ in CALLERS
            or "process" in vars(node))


def find_shared(graph: Graph[Node]) -> set[str]:
    """Return the nodes whose input may be the input of another node too."""
    sources = graph.get_sources()
    shared = set(sources if len(sources) > 1 else ())
    for node_id in graph.order:
        outputs = graph.get_outputs(node_id)
        passes_on = node_id in shared and not runs_user_code(graph.nodes[node_id])
        if len(outputs) > 1 or passes_on:
            shared.update(outputs)
    return shared


def find_copied(graph: Graph[Node]) -> set[str]:
    """Return the nodes that get copies of arrays: user code after a branch."""
    return {node_id for node_id in find_shared(graph) if runs_user_code(graph.nodes[node_id])}
