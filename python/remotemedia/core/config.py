# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Settings of execution on another machine."""

from __future__ import annotations

import numbers
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .exceptions import ConfigurationError

if TYPE_CHECKING:
    from .node import Node

PROTOCOLS = ("grpc", "http")


@dataclass
class RemoteExecutorConfig:
    """Address and rules of a remote executor.

    Calling it wraps a node type or an object: config("NodeName", **node_config)
    returns a RemoteExecutionNode, config(object) a RemoteObjectExecutionNode.

    Raises:
        ConfigurationError: protocol, port or timeout is not allowed.
    """

    host: str
    port: int
    protocol: str = "grpc"
    auth_token: str | None = None
    timeout: float = 30.0
    max_retries: int = 3
    ssl_enabled: bool = True
    pip_packages: list[str] | None = None

    def __post_init__(self) -> None:
        if self.protocol not in PROTOCOLS:
            raise ConfigurationError(
                f"Unsupported protocol: {self.protocol}; expected one of {', '.join(PROTOCOLS)}"
            )
        if not is_number(self.port, int) or not 0 < self.port < 65536:
            raise ConfigurationError(f"Invalid port: {self.port!r}; expected 1 to 65535")
        if not is_number(self.timeout, numbers.Real) or not self.timeout > 0:
            raise ConfigurationError(f"Invalid timeout: {self.timeout!r}; expected more than 0 s")

    def __call__(self, target: Any, /, **node_config: Any) -> Node:
        from ..nodes.remote import RemoteExecutionNode, RemoteObjectExecutionNode

        if isinstance(target, str):
            return RemoteExecutionNode(node_to_execute=target, remote_config=self, node_config=node_config)
        if isinstance(target, type) or not hasattr(target, "process"):
            raise TypeError(
                f"Expected the name of a node type or an object with process(), got {type(target)}"
            )
        return RemoteObjectExecutionNode(obj_to_execute=target, remote_config=self, node_config=node_config)


def is_number(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)
