# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines, nodes and errors."""

from .exceptions import (
    ConfigurationError,
    MissingPackageError,
    NodeError,
    PipelineError,
    RemoteExecutionError,
    RemoteMediaError,
    SerializationError,
    WebRTCError,
)
from .node import Node
from .pipeline import Pipeline
from .streaming import streaming_node

__all__ = [
    "Pipeline",
    "Node",
    "streaming_node",
    "RemoteMediaError",
    "PipelineError",
    "NodeError",
    "RemoteExecutionError",
    "WebRTCError",
    "SerializationError",
    "ConfigurationError",
    "MissingPackageError",
]
