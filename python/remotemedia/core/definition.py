# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines as dicts with the modules of their nodes."""

from __future__ import annotations

import importlib
import time
from typing import Any, Iterable, Mapping

from ..engine.graph import Graph
from .config import RemoteExecutorConfig
from .exceptions import PipelineError
from .node import Node

DEFAULT_REMOTE_PORT = 50052
DEPENDENCIES = {  # by the last part of the name of a node's module
    "audio": ("numpy", "scipy"),
    "ml": ("torch", "transformers"),
    "webrtc": ("aiortc", "aiohttp"),
}


def describe(name: str, graph: Graph[Node]) -> dict[str, Any]:
    """Return the definition of a pipeline."""
    nodes = graph.nodes.values()
    return {
        "name": name,
        "nodes": [describe_node(node_id, node) for node_id, node in graph.nodes.items()],
        "connections": [
            {"from_node": start, "to_node": end, "output_port": "default", "input_port": "default"}
            for start, end in graph.connections
        ],
        "metadata": {
            "exported_at": time.time(),
            "node_count": str(len(nodes)),
            "remote_node_count": str(sum(bool(node.is_remote) for node in nodes)),
            "has_streaming_nodes": str(any(node.is_streaming for node in nodes)),
            "pipeline_type": "linear",
        },
        "dependencies": find_dependencies(nodes),
    }


def describe_node(node_id: str, node: Node) -> dict[str, Any]:
    remote = getattr(node, "remote_config", None)
    return {
        "node_id": node_id,
        "node_type": type(node).__name__,
        "config": node.config,
        "is_remote": bool(node.is_remote),
        "remote_endpoint": getattr(remote, "host", None),
        "is_streaming": bool(node.is_streaming),
        "is_source": bool(node.is_source),
        "is_sink": bool(node.is_sink),
        "module": type(node).__module__,
        "class_name": type(node).__name__,
    }


def make_node(entry: Mapping[str, Any]) -> Node:
    module = importlib.import_module(entry["module"])
    config = dict(entry.get("config") or {})
    if entry.get("is_remote") and entry.get("remote_endpoint"):
        config.setdefault("remote_config", RemoteExecutorConfig(
            host=entry["remote_endpoint"], port=entry.get("remote_port", DEFAULT_REMOTE_PORT)))
    node = getattr(module, entry["class_name"])(**config)
    if not isinstance(node, Node):
        raise PipelineError(f"Expected Node instance, got {type(node)}")
    return node


def find_dependencies(nodes: Iterable[Node]) -> list[str]:
    """Return the packages that the nodes need, sorted."""
    found = {"remotemedia"}
    for node in nodes:
        for part in type(node).__module__.split("."):
            found.update(DEPENDENCIES.get(part, ()))
        found.update(getattr(node, "dependencies", None) or ())
        found.update(getattr(getattr(node, "remote_config", None), "pip_packages", None) or ())
    return sorted(found)
