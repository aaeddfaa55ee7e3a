# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Registering node types by name, by module, and from a configuration."""

from __future__ import annotations

import importlib
import json
import os
from pathlib import Path
from typing import Any, Iterable, Mapping

from ..core.exceptions import ConfigurationError
from . import catalog

LIST_KEYS = ("python_nodes", "nodes")
CLASS_KEYS = ("class_name", "class")
NAME_KEYS = ("node_type", "name", "type")


def register_python_node(node_type: Any, node_class: Any = None) -> Any:
    """Make a class a node type of manifests, by its own name or another.

    register_python_node(Class), register_python_node("Name", Class),
    register_python_node(Class, "Name"), and as a decorator, also
    @register_python_node("Name").

    Raises:
        TypeError: it is no subclass of Node.
    """
    name, found = (node_type, node_class) if isinstance(node_type, str) else (node_class, node_type)
    if found is None:
        return lambda decorated: catalog.register_node_class(decorated, name)
    return catalog.register_node_class(found, name)


register_node_class = register_python_node


def get_loaded_nodes() -> list[str]:
    """Return the names of the registered node types, sorted."""
    return sorted(catalog.list_registered())


def register_python_nodes_from_config(config: Any) -> list[str]:
    """Import classes and register them.

    Args:
        config: a list of entries; a dict with such a list as "python_nodes" or
            "nodes"; or the path of a file in JSON or YAML. An entry is
            "module:Class", or {"module", "class_name", and optionally "node_type"}.

    Returns:
        The names of the node types.

    Raises:
        ConfigurationError: an entry is not understood, or its class is not there.
    """
    return [register_entry(index, entry) for index, entry in enumerate(list_entries(config))]


def list_entries(config: Any) -> Iterable[Any]:
    if isinstance(config, (str, os.PathLike)):
        config = read_config(Path(config))
    if isinstance(config, Mapping):
        config = next((config[key] for key in LIST_KEYS if key in config), None)
    if not isinstance(config, (list, tuple)):
        raise ConfigurationError(f"expected a list of nodes as 'python_nodes', got {type(config).__name__}")
    return config


def read_config(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix.lower() == ".json":
            return json.loads(text)
        yaml: Any = importlib.import_module("yaml")
        return yaml.safe_load(text)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"cannot read {path}: {error}") from error


def register_entry(index: int, entry: Any) -> str:
    module, class_name, name = read_entry(index, entry)
    try:
        node_class = getattr(importlib.import_module(module), class_name)
        catalog.register_node_class(node_class, name)
    except (ImportError, AttributeError, TypeError) as error:
        raise ConfigurationError(f"nodes[{index}]: {module}:{class_name} cannot be used: {error}") from error
    return name


def read_entry(index: int, entry: Any) -> tuple[str, str, str]:
    """Return module, class and name."""
    if isinstance(entry, str):
        module, _, class_name = entry.partition(":")
        name: Any = class_name
    elif isinstance(entry, Mapping):
        module = entry.get("module", "")
        class_name = next((entry[key] for key in CLASS_KEYS if key in entry), "")
        name = next((entry[key] for key in NAME_KEYS if key in entry), class_name)
    else:
        module = class_name = name = ""
    if not module or not class_name:
        raise ConfigurationError(f"nodes[{index}]: expected 'module:Class' or a dict with module and class_name, "
                                 f"got {entry!r}")
    return module, class_name, name
