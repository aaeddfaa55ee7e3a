# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Replacements for packages that the tests cannot install: modules that record the calls."""

import sys
import types


def install(monkeypatch, name, **attributes):
    """Put a module with these attributes where import finds it, and return it."""
    module = types.ModuleType(name)
    module.__spec__ = types.SimpleNamespace(name=name)
    for key, value in attributes.items():
        setattr(module, key, value)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules.get(parent) or install(monkeypatch, parent), child, module)
    monkeypatch.setitem(sys.modules, name, module)
    return module


def hide(monkeypatch, *names):
    """Make the import of modules fail."""
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)


class Recorder:
    """A callable that records its calls and returns the results one by one, the last one from then on."""

    def __init__(self, *results):
        self.results = list(results)
        self.calls = []

    def __call__(self, *args, **kwargs):
        self.calls.append((args, kwargs))
        result = self.results[min(len(self.calls), len(self.results)) - 1]
        return result(*args, **kwargs) if callable(result) else result


def make_torch(monkeypatch):
    return install(
        monkeypatch, "torch", float16="half", bfloat16="brain", float32="single",
        cuda=types.SimpleNamespace(is_available=lambda: False))
