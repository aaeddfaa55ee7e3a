# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Node types by name: built-in ones, found when they are needed, and registered ones."""

from __future__ import annotations

import importlib
import inspect
from typing import Any, Mapping, TypeVar

from ..core.exceptions import PipelineError
from ..core.node import Node

T = TypeVar("T", bound=type)

MODULES = {  # of this package -> its node types
    "base": ("PassThroughNode", "Echo", "BufferNode"),
    "audio": ("AudioTransform", "AudioBuffer", "AudioResampler", "AudioResampleNode", "VADNode",
              "FormatConverterNode", "VoiceActivityDetector", "ExtractAudioDataNode"),
    "calculator": ("CalculatorNode",),
    "code_executor": ("CodeExecutorNode",),
    "custom": ("StatefulCounter",),
    "grpc_source": ("GRPCStreamSource",),
    "io_nodes": ("DataSourceNode", "DataSinkNode", "BidirectionalNode", "JavaScriptBridgeNode"),
    "ml": ("KokoroTTSNode", "Qwen2_5OmniNode", "TransformersPipelineNode", "UltravoxNode",
           "WhisperTranscriptionNode"),
    "remote": ("RemoteExecutionNode", "RemoteObjectExecutionNode"),
    "serialized_class_executor": ("SerializedClassExecutorNode",),
    "simple_math": ("MultiplyNode", "AddNode"),
    "sink": ("MediaWriterNode", "AudioFileWriterNode", "VideoFileWriterNode"),
    "source": ("MediaReaderNode", "TrackSource", "AudioTrackSource", "VideoTrackSource", "LocalMediaReaderNode"),
    "text_processor": ("TextProcessorNode",),
    "transcription": ("WhisperXTranscriber", "RustWhisperTranscriber"),
    "transform": ("DataTransform", "FormatConverter", "TextTransformNode"),
    "video": ("VideoTransform", "VideoBuffer", "VideoResizer"),
}
ALIASES = {"PassThrough": "PassThroughNode", "Resample": "AudioResampleNode",
           "ResampleNode": "AudioResampleNode", "RustResampleNode": "AudioResampleNode",
           "RustVADNode": "VADNode", "RustFormatConverterNode": "FormatConverterNode"}
PLACES = {name: module for module, names in MODULES.items() for name in names}
_registered: dict[str, type[Node]] = {}


def register_node_class(node_class: type[Node], name: str | None = None) -> type[Node]:
    """Make a class a node type of manifests, by its own name or another. Works as a decorator."""
    if not isinstance(node_class, type) or not issubclass(node_class, Node):
        raise TypeError(f"Expected a subclass of Node, got {node_class!r}")
    _registered[name or node_class.__name__] = node_class
    return node_class


def list_registered() -> list[str]:
    """Return the names of the registered node types."""
    return list(_registered)


def list_types() -> list[str]:
    """Return the names of all node types, sorted."""
    return sorted({*PLACES, *ALIASES, *_registered})


def get_class(node_type: str) -> type[Node]:
    """Return the class of a node type.

    Raises:
        PipelineError: there is no such type.
    """
    if node_type in _registered:
        return _registered[node_type]
    name = ALIASES.get(node_type, node_type)
    if name not in PLACES:
        raise PipelineError(f"Unknown node type '{node_type}'")
    found: type[Node] = getattr(importlib.import_module(f"..nodes.{PLACES[name]}", __package__), name)
    return found


def make_node(node_type: str, name: str | None, params: Mapping[str, Any]) -> Node:
    """Make a node; a class whose __init__() does not take a name gets it afterwards.

    Raises:
        PipelineError: there is no such type.
        Exception: of the class.
    """
    node_class = get_class(node_type)
    if hasattr(node_class, "make"):  # a MultiprocessNode
        made: Node = node_class.make(name, params)
        return made
    arguments = inspect.signature(node_class).parameters.values()
    if any(argument.name == "name" or argument.kind is argument.VAR_KEYWORD for argument in arguments):
        return node_class(name=name, **params)
    node = node_class(**params)
    node.name = name or node.name
    return node
