# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""All node types. Each is imported when it is first used."""

from __future__ import annotations

import importlib
from typing import Any

from ..core.node import Node
from .catalog import PLACES

_PLACES = {
    **PLACES,
    "GRPCStreamManager": "grpc_source",
    "get_grpc_stream_manager": "grpc_source",
}

__all__ = [
    "Node",
    "AudioTransform",
    "AudioBuffer",
    "AudioResampler",
    "VoiceActivityDetector",
    "MediaReaderNode",
    "AudioTrackSource",
    "VideoTrackSource",
    "MediaWriterNode",
    "TextProcessorNode",
    "VideoTransform",
    "VideoBuffer",
    "VideoResizer",
    "DataTransform",
    "RemoteExecutionNode",
    "RemoteObjectExecutionNode",
    "SerializedClassExecutorNode",
    "StatefulCounter",
    "DataSourceNode",
    "DataSinkNode",
    "BidirectionalNode",
    "JavaScriptBridgeNode",
    "GRPCStreamSource",
    "GRPCStreamManager",
    "get_grpc_stream_manager",
    "MultiplyNode",
    "AddNode",
    "WhisperXTranscriber",
    "RustWhisperTranscriber",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_PLACES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
