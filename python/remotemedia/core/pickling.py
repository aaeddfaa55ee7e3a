# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines as bytes: nodes of this package as entries of a manifest, others as objects."""

from __future__ import annotations

import json
from typing import Any

from ..engine.sharing import runs_user_code
from .node import Node


def describe(node: Node) -> Any:
    """Return the type, name and parameters of a node if they are all of it, else the node."""
    if runs_user_code(node) or getattr(node, "is_remote", False):
        return node
    try:
        json.dumps(node.config)
    except (TypeError, ValueError):
        return node
    entry = {"node_type": type(node).__name__, "name": node.name, "params": dict(node.config),
             "runtime_hint": getattr(node, "runtime_hint", None)}
    return node if is_changed(node, make(entry)) else entry


def is_changed(node: Node, made: Node) -> bool:
    """Whether an attribute for a parameter was set after the node was made."""
    return any(getattr(node, name, None) != getattr(made, name, None) for name in node.config)


def make(entry: Any) -> Node:
    if isinstance(entry, Node):
        return entry
    from ..nodes import catalog

    node: Node = catalog.get_class(entry["node_type"])(name=entry["name"], **entry["params"])
    if entry["runtime_hint"] is not None:
        node.runtime_hint = entry["runtime_hint"]  # type: ignore[attr-defined]
    return node


def reduce(pipeline: Any) -> tuple[Any, ...]:
    state = {
        "nodes": [(node_id, describe(node)) for node_id, node in pipeline._list_nodes()],
        "connections": pipeline._connections,
        "settings": {name: getattr(pipeline, name) for name in ("name", "enable_metrics", "runtime_hint", "on_error")},
    }
    return restore, (type(pipeline), state)


def restore(kind: type, state: dict[str, Any]) -> Any:
    pipeline = kind(**state["settings"])
    for node_id, entry in state["nodes"]:
        pipeline.add_node(node_id, make(entry))
    pipeline._connections = state["connections"]
    return pipeline
