# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Checking the input of a run before anything runs."""

from __future__ import annotations

from typing import Any, Iterator, Sequence

from ..core.exceptions import InputTypeError, InputValueError
from ..core.node import Node
from . import errors, parts
from .graph import Graph
from .native import admits

PASSING = ("PassThroughNode", "DataTransform", "DataSourceNode")  # the next node gets the same item


def check(readers: Sequence[tuple[str, Any]], items: Sequence[Any]) -> None:
    """Check each item with the nodes of find_readers(), by id.

    Raises:
        InputTypeError, InputValueError: with the number of the item.
    """
    for node_id, node in readers:
        for index, item in enumerate(items):
            try:
                if not admits(item):  # a session takes fewer items than any node
                    node.check_input(item)
            except (TypeError, ValueError) as cause:
                kind = InputTypeError if isinstance(cause, TypeError) else InputValueError
                raise errors.make_node_error(
                    node_id, node, cause, item_index=index, attempts=0, kind=kind) from cause


def find_readers(graph: Graph[Node]) -> Iterator[str]:
    """Yield the nodes with check_input() that get the items of a run as they are."""
    reached = list(graph.get_sources())
    for node_id in reached:
        node = graph.nodes[node_id]
        if not type(node).__module__.startswith(parts.PACKAGE_PREFIX) or parts.find_override(node) is not None:
            continue
        if hasattr(node, "check_input"):
            yield node_id
        elif type(node).__name__ in PASSING:
            reached += graph.get_outputs(node_id)
