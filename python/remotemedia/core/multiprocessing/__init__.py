# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes of the existing SDK that exchange RuntimeData. They run in the process of the pipeline."""

from ..streaming import streaming_node
from .data import RuntimeData
from .node import MultiprocessNode, NodeConfig, NodeStatus
from .registry import get_node_class, list_registered_nodes, python_requires, register_node

__all__ = [
    "MultiprocessNode",
    "NodeConfig",
    "NodeStatus",
    "RuntimeData",
    "get_node_class",
    "list_registered_nodes",
    "python_requires",
    "register_node",
    "streaming_node",
]
