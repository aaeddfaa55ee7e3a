# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whether the native runtime is there.

The names are looked up through the package at each call, so that a replacement in
the package takes effect.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from types import ModuleType
from typing import Any, Optional

MODULE = "remotemedia_runtime"
Loaded = tuple[bool, Optional[ModuleType], Optional[str]]


def get_package() -> Any:
    return sys.modules[__package__]


def try_load_rust_runtime() -> Loaded:
    """Import the native runtime. Returns: whether it is there, the module, and the reason if not."""
    try:
        module = importlib.import_module(MODULE)
        module.__version__
    except ImportError as error:
        return False, None, f"Module not found: {error}"
    except Exception as error:
        return False, None, f"Failed to load: {error}"
    return True, module, None


def is_rust_runtime_available() -> bool:
    """Return whether the native runtime is there; warns each time if it is not."""
    package = get_package()
    if package._rust_runtime is None:
        is_loaded, module, reason = package.try_load_rust_runtime()
        if not is_loaded:
            warnings.warn(f"Rust runtime unavailable: {reason}", UserWarning, stacklevel=2)
            package._rust_runtime_available = False
            return False
        package._rust_runtime = module
    package._rust_runtime_available = True
    return True


def get_rust_runtime() -> ModuleType | None:
    """Return the native runtime, None if it is not there."""
    package = get_package()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        is_available = package.is_rust_runtime_available()
    runtime: ModuleType | None = package._rust_runtime if is_available else None
    return runtime


__all__ = ["try_load_rust_runtime", "is_rust_runtime_available", "get_rust_runtime"]
