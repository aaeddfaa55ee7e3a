# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that stand for execution on another machine. They can be built and serialised."""

from __future__ import annotations

from typing import Any

from ..core.config import RemoteExecutorConfig
from ..core.exceptions import RemoteExecutionError
from ..core.node import Node
from ..core.types import Done

NOT_HERE = "remote execution is not in this release"


class RemoteNode(Node):
    """The common part: the address, and the error when it should run."""

    is_remote = True

    def __init__(self, remote_config: RemoteExecutorConfig, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.remote_config = remote_config

    def initialize(self) -> Done:
        raise RemoteExecutionError(NOT_HERE)

    def process(self, data: Any) -> Any:
        raise RemoteExecutionError(NOT_HERE)


class RemoteExecutionNode(RemoteNode):
    """A node type that runs on a server."""

    def __init__(
        self,
        node_to_execute: str,
        remote_config: RemoteExecutorConfig,
        node_config: dict[str, Any] | None = None,
        serialization_format: str = "pickle",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            remote_config, name=name, node_to_execute=node_to_execute, node_config=node_config or {},
            serialization_format=serialization_format, **kwargs)
        self.node_to_execute = node_to_execute
        self.node_config = node_config or {}
        self.serialization_format = serialization_format


class RemoteObjectExecutionNode(RemoteNode):
    """An object whose process() runs on a server."""

    def __init__(
        self,
        obj_to_execute: Any,
        remote_config: RemoteExecutorConfig,
        node_config: dict[str, Any] | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(remote_config, name=name, node_config=node_config or {}, **kwargs)
        self.obj_to_execute = obj_to_execute
        self.node_config = node_config or {}
        self.is_streaming = bool(getattr(obj_to_execute, "is_streaming", False))
