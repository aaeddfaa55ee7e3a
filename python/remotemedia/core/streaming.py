# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The decorator of streaming nodes."""

from __future__ import annotations

from typing import Any

from .node import Node


def streaming_node(node_class: Any = None) -> Any:
    """Mark a class whose process() is called once, with an asynchronous generator over the whole input.

    @streaming_node, @streaming_node(), and @streaming_node("Name"), which
    registers the class as a type of manifests as well.
    """
    if isinstance(node_class, type):
        return mark(node_class)
    if node_class is not None and not isinstance(node_class, str):
        raise TypeError(f"streaming_node: expected a subclass of Node or a name, got {node_class!r}")
    return lambda decorated: register(mark(decorated), node_class)


def mark(node_class: type) -> type:
    if not issubclass(node_class, Node):
        raise TypeError(f"streaming_node: expected a subclass of Node, got {node_class!r}")
    node_class.is_streaming = True
    return node_class


def register(node_class: type, name: str | None) -> type:
    from ..nodes import catalog

    return node_class if name is None else catalog.register_node_class(node_class, name)
