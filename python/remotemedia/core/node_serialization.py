# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes as bytes, for another process of the same program."""

from __future__ import annotations

import importlib
import pickle
from typing import Any

from . import exceptions
from .node import Node

MAX_SIZE = 100 * 1024 * 1024  # bytes
MAX_SIZE_MB = 100


class SerializationError(exceptions.SerializationError):
    """A node cannot be written as bytes, or read back.

    Attributes:
        node_name: name of the node.
        reason: the obstacle.
        suggestion: the way around it; None if it is not known.
    """

    def __init__(self, node_name: str, reason: str, suggestion: str | None = None) -> None:
        advice = f". Suggestion: {suggestion}" if suggestion else ""
        super().__init__(f"Failed to serialize node '{node_name}': {reason}{advice}")
        self.node_name = node_name
        self.reason = reason
        self.suggestion = suggestion

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.node_name, self.reason, self.suggestion)


def serialize_node_for_ipc(node: Node) -> bytes:
    """Return a node as bytes: its attributes without the states of sessions and the logger.

    Classes and functions of the main program need the package cloudpickle.

    Raises:
        TypeError: this is no node.
        SerializationError: an attribute cannot be pickled, or the result has more than 100 MB.
    """
    if not isinstance(node, Node):
        raise TypeError(f"node: expected a Node, got {type(node).__name__}")
    try:
        data = get_pickler().dumps(node)
    except Exception as error:
        raise SerializationError(node.name, f"{type(error).__name__}: {error}", advise(node)) from error
    if len(data) > MAX_SIZE:
        raise SerializationError(node.name, f"{len(data)} bytes are more than the limit of {MAX_SIZE_MB} MB",
                                 "load large data in initialize()")
    return bytes(data)


def deserialize_node_from_ipc(data: bytes) -> Node:
    """Return the node of serialize_node_for_ipc(), not initialised.

    Reading runs code: the bytes must come from a process of the same program.

    Raises:
        SerializationError: these are other bytes, or the class cannot be imported.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"data: expected bytes, got {type(data).__name__}")
    if len(data) > MAX_SIZE:
        raise SerializationError("unknown", f"{len(data)} bytes are more than the limit of {MAX_SIZE_MB} MB")
    try:
        node = pickle.loads(data)
    except Exception as error:
        raise SerializationError("unknown", f"{type(error).__name__}: {error}") from error
    if not isinstance(node, Node):
        raise SerializationError("unknown", f"expected a node, got {type(node).__name__}")
    return node


def get_pickler() -> Any:
    """Return the module cloudpickle, or pickle where it is not installed."""
    try:
        return importlib.import_module("cloudpickle")
    except ImportError:
        return pickle


def advise(node: Node) -> str:
    """Name the attributes that cannot be pickled."""
    names = [name for name, value in node.__getstate__().items() if not can_pickle(value)]
    if not names:
        return "define the class of the node in a module that can be imported"
    return f"set {', '.join(names)} in initialize(), and remove it in cleanup()"


def can_pickle(value: Any) -> bool:
    try:
        get_pickler().dumps(value)
    except Exception:
        return False
    return True
