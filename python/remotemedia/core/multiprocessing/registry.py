# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The decorators of the existing SDK that register node types. They are types of manifests too."""

from __future__ import annotations

from typing import Any, Callable, Sequence, TypeVar

from ...nodes import catalog
from ..exceptions import PipelineError
from ..node import Node

T = TypeVar("T", bound=type[Node])


def register_node(node_type: str | type[Node]) -> Any:
    """Register a class: @register_node("Name"), or @register_node for its own name."""
    if isinstance(node_type, type):
        return catalog.register_node_class(node_type)
    return lambda node_class: catalog.register_node_class(node_class, node_type)


def python_requires(requirements: Sequence[str]) -> Callable[[T], T]:
    """Name the packages that a class needs; they are in the dependencies of export_definition()."""
    if isinstance(requirements, str) or not all(isinstance(name, str) for name in requirements):
        raise TypeError(f"requirements: expected a list of names of packages, got {requirements!r}")

    def decorate(node_class: T) -> T:
        node_class.dependencies = list(requirements)  # type: ignore[attr-defined]
        return node_class

    return decorate


def get_node_class(node_type: str) -> type[Node] | None:
    """Return the class of a node type, None for an unknown type."""
    try:
        return catalog.get_class(node_type)
    except PipelineError:
        return None


def list_registered_nodes() -> list[str]:
    """Return the names of the registered types, sorted."""
    return sorted(catalog.list_registered())
