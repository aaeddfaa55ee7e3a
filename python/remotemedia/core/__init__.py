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

__all__ = [
    "Pipeline",
    "Node",
    "RemoteMediaError",
    "PipelineError",
    "NodeError",
    "RemoteExecutionError",
    "WebRTCError",
    "SerializationError",
    "ConfigurationError",
    "MissingPackageError",
]
