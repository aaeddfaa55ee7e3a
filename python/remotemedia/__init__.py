# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""RemoteMedia: pipelines of audio and AI nodes, from Python and from manifests."""

from __future__ import annotations

from pkgutil import extend_path
from types import ModuleType
from typing import Any

__path__ = extend_path(__path__, __name__)  # a build folder has the extension modules

from . import nodes as nodes
from .arrays import copies
from .core.config import RemoteExecutorConfig
from .core.exceptions import (
    NodeError,
    PipelineError,
    RemoteExecutionError,
    RemoteMediaError,
    WebRTCError,
)
from .core.node import Node
from .core.pipeline import Pipeline
from .nodes.catalog import register_node_class
from .runtime_wrapper import get_rust_runtime, is_rust_runtime_available, try_load_rust_runtime

__version__ = "0.3.0"
__author__ = "The RemoteMedia authors"
__email__ = ""

_rust_runtime: ModuleType | None = None
_rust_runtime_available = False

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
    "register_node_class",
    "copies",
    "__version__",
    "__author__",
    "__email__",
]


def __getattr__(name: str) -> Any:
    """Return a node type, which is imported now."""
    try:
        return getattr(nodes, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
