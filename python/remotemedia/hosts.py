# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Node classes of files and modules, for the command and for programs without Python."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
import zlib
from pathlib import Path
from types import ModuleType
from typing import Any, Sequence

from .core.exceptions import ConfigurationError
from .core.node import Node
from .nodes import catalog


def load(names: Sequence[str]) -> None:
    """Make the node classes of this package, and of files and modules, known to the library.

    Raises:
        ConfigurationError: a file or module cannot be used.
    """
    register([node_class for name in names for node_class in find_classes(name)])


def register(node_classes: Sequence[type[Node]]) -> None:
    """Make node classes, and those of this package, known to the library.

    Raises:
        ConfigurationError: a name is that of a node type of the library.
    """
    from .engine import hosting

    hosting.register_types(catalog.list_types())
    taken = hosting.register_types([node_class.__name__ for node_class in node_classes])
    if taken:
        raise ConfigurationError(f"{taken[0]} is the name of a node type of the library; the class needs another name")
    for node_class in node_classes:
        catalog.register_node_class(node_class)


def find_classes(name: str) -> list[type[Node]]:
    """Import a file or a module, and return the node classes that it defines.

    Raises:
        ConfigurationError: it cannot be imported.
    """
    try:
        module = import_file(Path(name)) if name.endswith(".py") else importlib.import_module(name)
    except Exception as error:
        raise ConfigurationError(f"{name}: {type(error).__name__}: {error}") from error
    return [value for value in vars(module).values() if is_own_node(value, module)]


def import_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(choose_name(path), path)
    if spec is None or spec.loader is None or not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def choose_name(path: Path) -> str:
    """Return the name of a file's module: without the suffix, and with a checksum of the path if another module has that name."""
    try:
        spec = importlib.util.find_spec(path.stem)
    except (ImportError, ValueError):  # also of a module that was made without a spec
        spec = None
    found = sys.modules.get(path.stem)
    origin = spec.origin if spec is not None else getattr(found, "__file__", None)
    is_free = (spec is None and found is None) or (origin is not None and Path(origin).resolve() == path.resolve())
    return path.stem if is_free else f"{path.stem}_{zlib.crc32(bytes(path.resolve())):08x}"


def is_own_node(value: Any, module: ModuleType) -> bool:
    return (isinstance(value, type) and issubclass(value, Node) and value.__module__ == module.__name__
            and not inspect.isabstract(value))
