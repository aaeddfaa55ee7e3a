# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Which nodes of a graph run in a session of the library, and why: a decision before a run.

Connected nodes in a row form one part, that is, one session.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Callable, Container, Mapping, Sequence

from ..core.node import Node
from .graph import Graph

NATIVE, PYTHON = "native", "python"
SESSION, KERNELS, NUMPY, PACKAGE, USER = "session", "kernels", "numpy", "package", "user code"
PACKAGE_PREFIX = "remotemedia."
METHODS = ("process", "initialize", "cleanup", "flush", "_process_item")
PYTHON_HINTS = ("python", "cpython", "rust_python", "rustpython", "cpython_wasm", "wasm")

Params = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """Where a node runs.

    Attributes:
        node_id: of the node in the pipeline.
        node_type: name of its class.
        runs: "native" or "python".
        by: "session" of the library; "kernels" in C or in "numpy", called from Python;
            other code of this "package"; or "user code".
        reason: of the decision.
    """

    node_id: str
    node_type: str
    runs: str
    by: str
    reason: str


@dataclass(frozen=True)
class NativeType:
    """A node type of the library that does the same as a class of this package.

    Attributes:
        name: of the type.
        read_params: returns the parameters, or the reason why the library cannot take them.
        keeps_shape: whether a 1-D array may pass as it is.
        has_result: whether the output of an item ends with a result of the node.
        in_streams_only: whether it joins items, which stay apart in a run.
    """

    name: str
    read_params: Callable[[Any], Params | str]
    keeps_shape: bool = False
    has_result: bool = False
    in_streams_only: bool = False


def read_resampler(node: Any) -> Params | str:
    rate_hz = node.target_sample_rate
    if isinstance(rate_hz, bool) or not isinstance(rate_hz, int) or not 1 <= rate_hz <= 1536000:
        return f"target_sample_rate={rate_hz!r} is not in the catalog"
    return {"target_sample_rate": rate_hz, "quality": node._quality}


def read_vad(node: Any) -> Params | str:
    frame_ms, threshold = node.frame_duration_ms, node.energy_threshold
    if isinstance(frame_ms, bool) or not isinstance(frame_ms, int) or not 1 <= frame_ms <= 10000:
        return f"frame_duration_ms={frame_ms!r} is not in the catalog"
    if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
        return f"energy_threshold={threshold!r} is in the unit of integer samples"
    return {"frame_duration_ms": frame_ms, "energy_threshold": float(threshold)}


def read_format(node: Any) -> Params | str:
    if node.target_format not in ("f32", "i16", "i32"):
        return f"target_format={node.target_format!r} is not in the catalog"
    return {"target_format": node.target_format}


def read_buffer(node: Any) -> Params | str:
    return {"buffer_size_samples": node.buffer_size_samples}


def read_nothing(node: Any) -> Params | str:
    return {}


RESAMPLER = NativeType("AudioResampleNode", read_resampler, keeps_shape=True)
NATIVE_TYPES: Mapping[str, NativeType] = {
    "PassThroughNode": NativeType("PassThroughNode", read_nothing, keeps_shape=True),
    "AudioResampleNode": RESAMPLER,
    "AudioResampler": RESAMPLER,
    "VADNode": NativeType("VADNode", read_vad, has_result=True),
    "FormatConverterNode": NativeType("FormatConverterNode", read_format),
    "AudioBuffer": NativeType("AudioBuffer", read_buffer, in_streams_only=True),
}
NUMBERS = ("MultiplyNode", "AddNode")


@dataclass(frozen=True)
class Circumstances:
    """Facts about the process and the call.

    Attributes:
        obstacle: reason why no node can use the library; None if nodes can.
        kernels: "kernels" or "numpy".
        is_stream: whether the decision is for a session with one stream.
    """

    obstacle: str | None = None
    kernels: str = KERNELS
    is_stream: bool = False


def find_override(node: Node) -> str | None:
    """Return the name of a method that is not the one of this package."""
    for name in METHODS:
        method = getattr(type(node), name, None)
        is_ours = isinstance(method, FunctionType) and (method.__module__ or "").startswith(PACKAGE_PREFIX)
        if name in vars(node) or not (method is None or is_ours):
            return name
    return None


def find_obstacle(node: Node, circumstances: Circumstances) -> str | None:
    """Return why a class of this package does not run in a session, None if it does."""
    kind = type(node).__name__
    if getattr(node, "runtime_hint", None) in PYTHON_HINTS:
        return f"runtime_hint is {node.runtime_hint!r}"  # type: ignore[attr-defined]
    if kind in NUMBERS:
        return "Python's numbers are exact at any size; long lists of numbers run in a session"
    if kind == "CalculatorNode":
        return "Python's numbers are exact at any size"
    native = NATIVE_TYPES.get(kind)
    if native is None:
        return "the library has no node that does the same"
    if native.in_streams_only and not circumstances.is_stream:
        return "it joins the items of a run, which a session keeps apart"
    params = native.read_params(node)
    return params if isinstance(params, str) else circumstances.obstacle


def get_code(node: Node, circumstances: Circumstances) -> str:
    """Return the code that runs a node of this package in Python."""
    return circumstances.kernels if type(node).__module__ == PACKAGE_PREFIX + "nodes.audio" else PACKAGE


def decide_node(node_id: str, node: Node, circumstances: Circumstances) -> Row:
    kind = type(node).__name__
    if not type(node).__module__.startswith(PACKAGE_PREFIX):
        return Row(node_id, kind, PYTHON, USER, f"the class is defined in {type(node).__module__}")
    override = find_override(node)
    if override is not None:
        return Row(node_id, kind, PYTHON, USER, f"{override}() is replaced")
    obstacle = find_obstacle(node, circumstances)
    if obstacle is None and clean(node_id) != node_id:
        obstacle = "the library takes no such id"
    if obstacle is not None:
        return Row(node_id, kind, PYTHON, get_code(node, circumstances), obstacle)
    return Row(node_id, kind, NATIVE, SESSION, "the library has a node that does the same")


def decide(graph: Graph[Node], circumstances: Circumstances) -> list[Row]:
    """Return a row for each node, in the order of the manifest."""
    rows = {node_id: decide_node(node_id, node, circumstances) for node_id, node in graph.nodes.items()}
    if not circumstances.is_stream:
        for part in split(graph, list(rows.values())):
            if all(rows[node_id].node_type == "PassThroughNode" for node_id in part):
                for node_id in part:
                    rows[node_id] = Row(node_id, rows[node_id].node_type, PYTHON, PACKAGE, "it passes the very object")
    return list(rows.values())


def split(graph: Graph[Node], rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Return the parts: native nodes in a row, where neither branch nor join is between them; in order of the data."""
    return find_rows(graph, {row.node_id for row in rows if row.runs == NATIVE})


def find_rows(graph: Graph[Node], node_ids: Container[str]) -> list[tuple[str, ...]]:
    """Return nodes in rows, where neither branch nor join is between them; in order of the data."""
    parts: list[list[str]] = []
    ends: dict[str, list[str]] = {}  # last node of a part -> the part
    for node_id in graph.order:
        if node_id not in node_ids:
            continue
        inputs = graph.get_inputs(node_id)
        part = ends.pop(inputs[0], None) if len(inputs) == 1 and len(graph.get_outputs(inputs[0])) == 1 else None
        if part is None:
            part = []
            parts.append(part)
        part.append(node_id)
        ends[node_id] = part
    return [tuple(part) for part in parts]


def collapse(graph: Graph[Node], parts: Sequence[tuple[str, ...]]) -> Graph[Node]:
    """Return the graph with the first node of each part in place of the part, at the place of its last: results are in the order of the sinks."""
    firsts = {node_id: part[0] for part in parts for node_id in part}
    lasts = {part[0]: part[-1] for part in parts}
    ends = [node_id for node_id in graph.nodes if lasts.get(firsts.get(node_id, node_id), node_id) == node_id]
    nodes = {start: graph.nodes[start] for start in (firsts.get(node_id, node_id) for node_id in ends)}
    connections = [(firsts.get(start, start), firsts.get(end, end)) for start, end in graph.connections]
    return Graph(nodes, tuple((start, end) for start, end in connections if start != end))


def clean(name: str) -> str:
    """Return a name without the characters that the library refuses: NUL and halves of surrogate pairs."""
    return name.encode("utf-8", "replace").decode().replace("\0", "?")


def make_manifest(name: str, graph: Graph[Node], part: Sequence[str]) -> str:
    """Return the manifest of native nodes and the connections between them."""
    nodes: dict[str, tuple[str, Any]] = {}
    for node_id in part:
        native = NATIVE_TYPES[type(graph.nodes[node_id]).__name__]
        nodes[node_id] = (native.name, native.read_params(graph.nodes[node_id]))
    return write_manifest(name, nodes, [(start, end) for start, end in graph.connections if start in part and end in part])


def write_manifest(
    name: str, nodes: Mapping[str, tuple[str, Params]], connections: Sequence[tuple[str, str]]
) -> str:
    """Return the manifest of nodes (type, parameters) by id."""
    entries = [{"id": node_id, "node_type": kind, "params": params} for node_id, (kind, params) in nodes.items()]
    links = [{"from": start, "to": end} for start, end in connections]
    return json.dumps({"version": "v1", "metadata": {"name": clean(name)}, "nodes": entries, "connections": links})
