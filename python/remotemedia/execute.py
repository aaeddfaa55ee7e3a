# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Running pipelines, lists of nodes and manifests with one call."""

from __future__ import annotations

import copy
import sys
from typing import Any, Mapping, Sequence

from .core.node import Node
from .core.pipeline import Pipeline
from .engine.deferred import Deferred
from .nodes import catalog
from .runtime import add_metrics


def execute_pipeline(pipeline_or_manifest: Any, enable_metrics: bool = False) -> Deferred[Any]:
    """Run a pipeline that begins with a source.

    Args:
        pipeline_or_manifest: a Pipeline, another object with serialize(), a list of
            nodes and of dicts that describe nodes, a manifest as a dict or in JSON.
        enable_metrics: whether the result is {"outputs", "metrics"}.

    Returns:
        As Pipeline.run(); await it.

    Raises:
        ImportError: the runtime is not there.
        TypeError: the first argument has another type.
        ValueError: the list is empty.
        PipelineError: the manifest cannot be used.
        NodeError: a node failed.
    """
    return start(pipeline_or_manifest, None, enable_metrics, "execute_pipeline()")


def execute_pipeline_with_input(
    pipeline_or_manifest: Any, input_data: Any, enable_metrics: bool = False
) -> Deferred[Any]:
    """Run a pipeline for an item, or for each item of a list; otherwise as execute_pipeline()."""
    return start(pipeline_or_manifest, input_data, enable_metrics, "execute_pipeline_with_input()")


def start(source: Any, input_data: Any, enable_metrics: bool, name: str) -> Deferred[Any]:
    require_runtime()
    pipeline = make_pipeline(source, enable_metrics)
    return Deferred(lambda: run(pipeline, input_data, enable_metrics), name)


async def run(pipeline: Pipeline, input_data: Any, enable_metrics: bool) -> Any:
    return add_metrics(pipeline, await pipeline.run(input_data), enable_metrics)


def require_runtime() -> None:
    package: Any = sys.modules[__package__]
    is_loaded, _, reason = package.try_load_rust_runtime()
    if not is_loaded:
        raise ImportError(f"the runtime is not available: {reason}")


def make_pipeline(source: Any, enable_metrics: bool) -> Pipeline:
    """Return a new pipeline, so that enable_metrics of the given one stays."""
    if isinstance(source, Pipeline):
        duplicate = copy.copy(source)
        duplicate.enable_metrics = enable_metrics
        return duplicate
    if isinstance(source, (list, tuple)):
        if not source:
            raise ValueError("pipeline_or_manifest: expected at least one node, got an empty list")
        return Pipeline([make_node(index, entry) for index, entry in enumerate(source)],
                        enable_metrics=enable_metrics)
    if isinstance(source, Node):
        return Pipeline([source], enable_metrics=enable_metrics)
    if hasattr(source, "serialize"):
        source = source.serialize()
    if not isinstance(source, (str, Mapping)):
        raise TypeError("pipeline_or_manifest: expected a Pipeline, a list of nodes, a dict or a text, got "
                        f"{type(source).__name__}")
    return Pipeline.load(source, enable_metrics=enable_metrics)


def make_node(index: int, entry: Any) -> Node:
    """Return a node as it is, or make it from a dict {"node_type", "params", "id"}."""
    if isinstance(entry, Node):
        return entry
    kind = entry.get("node_type", entry.get("type")) if isinstance(entry, Mapping) else None
    if kind is None:
        raise TypeError(f"pipeline_or_manifest[{index}]: expected a Node or a dict with 'node_type', got {entry!r}")
    return catalog.make_node(kind, entry.get("id"), entry.get("params") or {})


__all__: Sequence[str] = ["execute_pipeline", "execute_pipeline_with_input"]
