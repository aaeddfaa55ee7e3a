# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""MultiprocessNode, whose process() takes and returns RuntimeData."""

from __future__ import annotations

import functools
import inspect
from abc import abstractmethod
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any, AsyncIterator, Mapping

from ..node import Node
from .data import RuntimeData


class NodeStatus(Enum):
    """The activity of a node."""

    IDLE = "idle"
    INITIALIZING = "initializing"
    READY = "ready"
    PROCESSING = "processing"
    ERROR = "error"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass
class NodeConfig:
    """The entry of a node in a manifest.

    Attributes:
        node_id: identifier of the node.
        node_type: name of its type.
        params: its parameters.
        session_id: of the session that the node belongs to.
    """

    node_id: str
    node_type: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    session_id: str | None = None

    @classmethod
    def read(cls, config: Any) -> NodeConfig:
        """Return a configuration; a dict has the names of the attributes, and other names are parameters.

        Raises:
            TypeError: it is neither.
        """
        if isinstance(config, NodeConfig):
            return config
        if not isinstance(config, Mapping):
            raise TypeError(f"config: expected a NodeConfig or a dict, got {type(config).__name__}")
        more = {name: value for name, value in config.items() if name not in ("id", *cls.__dataclass_fields__)}
        node_type = config.get("node_type", "")
        return cls(config.get("node_id", config.get("id", node_type)), node_type,
                   {**more, **(config.get("params") or {})}, config.get("session_id"))

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


class MultiprocessNode(Node):
    """A node of the existing SDK for a process of its own; here it runs in that of the pipeline.

    process() takes a RuntimeData and returns or yields RuntimeData, or None.
    Other items of a pipeline are wrapped for it, and come out without the wrapping.

    Args:
        config: a NodeConfig, or a dict with node_id, node_type, params.
        **kwargs: further parameters.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "process" in cls.__dict__:
            setattr(cls, "process", wrap(cls.__dict__["process"]))

    def __init__(self, config: Any = None, name: str | None = None, **kwargs: Any) -> None:
        read = NodeConfig.read({"node_id": name or type(self).__name__, "params": kwargs} if config is None else config)
        read.node_type = read.node_type or type(self).__name__
        super().__init__(name=name or read.node_id, **{**read.params, **kwargs})
        self.node_config = read
        self.node_id = read.node_id
        self.node_type = read.node_type
        self.params = self.config
        self.session_id = read.session_id
        self.status = NodeStatus.IDLE

    @abstractmethod
    def process(self, data: Any) -> Any:
        """Process one RuntimeData."""

    def get_status(self) -> NodeStatus:
        return self.status

    @classmethod
    def make(cls, name: str | None, params: Mapping[str, Any]) -> MultiprocessNode:
        """Make a node from an entry of a manifest."""
        node = cls(NodeConfig(name or cls.__name__, cls.__name__, dict(params)))
        node.name = name or node.name
        return node


def wrap(process: Any) -> Any:
    """Return a process() that takes other items as well, each as RuntimeData."""
    if getattr(process, "takes_items", False):
        return process
    wrapped: Any
    if inspect.isasyncgenfunction(process):
        async def wrapped(self: Any, data: Any) -> AsyncIterator[Any]:
            async for output in process(self, enter(data)):
                yield leave(data, output)
    elif inspect.iscoroutinefunction(process):
        async def wrapped(self: Any, data: Any) -> Any:
            return leave(data, await process(self, enter(data)))
    else:
        def wrapped(self: Any, data: Any) -> Any:
            return leave(data, process(self, enter(data)))
    functools.update_wrapper(wrapped, process)
    wrapped.takes_items = True
    return wrapped


def enter(data: Any) -> Any:
    """Return the argument of process(); a stream has its items wrapped."""
    return enter_stream(data) if hasattr(data, "__aiter__") else RuntimeData.from_value(data)


async def enter_stream(stream: AsyncIterator[Any]) -> AsyncIterator[RuntimeData]:
    async for item in stream:
        yield RuntimeData.from_value(item)


def leave(data: Any, output: Any) -> Any:
    """Return the output in the form of the input."""
    is_wrapped = isinstance(data, RuntimeData)
    return output.to_value() if isinstance(output, RuntimeData) and not is_wrapped else output
