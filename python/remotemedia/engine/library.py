# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whether the library of sessions is there and may be used."""

from __future__ import annotations

import functools
import os
import sys
from types import ModuleType

from .. import callers, kernels, runtime_wrapper
from .parts import PYTHON_HINTS, Circumstances

ENVIRONMENT = "REMOTEMEDIA_PYTHON_RUNTIME"
MODULE = __package__.partition(".")[0] + "._native"
FORKED = "sessions do not work in a process that was forked after the library was loaded"


@functools.lru_cache(maxsize=None)
def load() -> ModuleType | str:
    """Return the extension module, which is loaded now, or the reason why it is not there."""
    try:
        from .. import _native
    except ImportError as error:
        return f"librmg is not available ({error})"
    return _native


_forks: list[str] = []  # the reason why a child process cannot use the library


def note_fork() -> None:
    if sys.modules.get(MODULE) is not None:
        _forks[:] = [FORKED]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=note_fork)


@functools.lru_cache(maxsize=None)
def warn_once(reason: str) -> None:
    callers.warn(f"{reason}; nodes run on the kernels")


def is_patched() -> bool:
    """Whether the functions that look for the runtime were replaced, as tests do."""
    package = sys.modules[__package__.partition(".")[0]]
    return (package.is_rust_runtime_available is not runtime_wrapper.is_rust_runtime_available
            or package.try_load_rust_runtime is not runtime_wrapper.try_load_rust_runtime)


def find_obstacle(use_rust: bool, runtime_hint: str | None) -> str | None:
    """Return the reason why no node of a run can use the library, None if nodes can."""
    if not use_rust:
        return "use_rust is False"
    if runtime_hint in PYTHON_HINTS:
        return f"runtime_hint of the pipeline is {runtime_hint!r}"
    chosen = os.environ.get(ENVIRONMENT, "")
    if chosen.lower() in PYTHON_HINTS:
        return f"{ENVIRONMENT} is {chosen!r}"
    package = sys.modules[__package__.partition(".")[0]]
    if is_patched() and not package.is_rust_runtime_available():
        return "is_rust_runtime_available() is False"
    module = load()
    if isinstance(module, str):
        return module
    return _forks[0] if _forks else None


def find_circumstances(use_rust: bool = True, runtime_hint: str | None = None, is_stream: bool = False) -> Circumstances:
    return Circumstances(find_obstacle(use_rust, runtime_hint), kernels.get_implementation(), is_stream)


def warn_if_missing(obstacle: str | None) -> None:
    """Warn once that the library is not there, unless the kernels are missing too, which has a warning of its own."""
    if isinstance(load(), str) and obstacle == load() and kernels.get_implementation() == "kernels":
        warn_once(obstacle)
