# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""RemoteMedia: pipelines of audio and AI nodes, from Python and from manifests."""

from __future__ import annotations

import importlib
from pkgutil import extend_path
from types import ModuleType
from typing import Any

__path__ = extend_path(__path__, __name__)  # a build folder has the extension modules

from . import nodes as nodes
from .arrays import copies
from .audio import Info, Segment, blocks, convert, info, load, resample, save, vad
from .core.config import RemoteExecutorConfig
from .core.exceptions import (
    MediaError,
    NodeError,
    PipelineError,
    RemoteExecutionError,
    RemoteMediaError,
    WebRTCError,
)
from .core.node import Node
from .core.pipeline import Pipeline
from .core.streaming import streaming_node
from .engine.mapping import MapResult
from .execute import execute_pipeline, execute_pipeline_with_input
from .nodes.registration import (
    get_loaded_nodes,
    register_node_class,
    register_python_node,
    register_python_nodes_from_config,
)
from .runtime_wrapper import get_rust_runtime, is_rust_runtime_available, try_load_rust_runtime
from .version import __version__

__author__ = "The RemoteMedia authors"
__email__ = ""

_rust_runtime: ModuleType | None = None
_rust_runtime_available = False

MODULES = ("control", "media", "packaging", "persistence", "remote", "runtime", "serialization", "utils", "webrtc")
OTHERS = {"AsyncSession": ".sessions", "Session": ".sessions", "WebRTCManager": ".webrtc"}  # imported when they are used

__all__ = [
    "Pipeline",
    "Node",
    "RemoteExecutorConfig",
    "RemoteMediaError",
    "PipelineError",
    "NodeError",
    "RemoteExecutionError",
    "WebRTCError",
    "is_rust_runtime_available",
    "get_rust_runtime",
    "try_load_rust_runtime",
    "execute_pipeline",
    "execute_pipeline_with_input",
    "register_node_class",
    "register_python_node",
    "register_python_nodes_from_config",
    "get_loaded_nodes",
    "streaming_node",
    "copies",
    "WebRTCManager",
    "Info",
    "MapResult",
    "MediaError",
    "Segment",
    "blocks",
    "convert",
    "info",
    "load",
    "resample",
    "save",
    "vad",
    "__version__",
    "__author__",
    "__email__",
]


def __getattr__(name: str) -> Any:
    """Return a node type or a module, which is imported now."""
    if name in MODULES:
        return importlib.import_module(f".{name}", __name__)
    if name in OTHERS:
        return getattr(importlib.import_module(OTHERS[name], __name__), name)
    try:
        return getattr(nodes, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
