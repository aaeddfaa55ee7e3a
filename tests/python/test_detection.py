# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whether the native runtime is there, and replacing the functions that say so."""

import importlib
import sys
import warnings

import pytest
import remotemedia
import remotemedia_runtime
from remotemedia import runtime_wrapper


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(remotemedia, "_rust_runtime", None)


def test_loading_returns_the_module():
    assert remotemedia.try_load_rust_runtime() == (True, remotemedia_runtime, None)


def test_module_that_is_missing_has_a_reason(monkeypatch):
    monkeypatch.setitem(sys.modules, "remotemedia_runtime", None)
    is_loaded, module, reason = remotemedia.try_load_rust_runtime()
    assert (is_loaded, module) == (False, None) and reason.startswith("Module not found:")


def test_module_that_fails_has_a_reason(monkeypatch):
    def fail(name):
        raise OSError("broken")

    monkeypatch.setattr(importlib, "import_module", fail)
    is_loaded, module, reason = remotemedia.try_load_rust_runtime()
    assert (is_loaded, module, reason) == (False, None, "Failed to load: broken")


def test_missing_runtime_warns_at_every_call(monkeypatch):
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: (False, None, "Module not found: x"))
    for _ in range(2):
        with pytest.warns(UserWarning, match="Rust runtime unavailable.*Module not found: x"):
            assert remotemedia.is_rust_runtime_available() is False
    assert remotemedia._rust_runtime_available is False


def test_success_is_kept_and_failure_is_not(monkeypatch):
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: (False, None, "x"))
    with pytest.warns(UserWarning):
        remotemedia.is_rust_runtime_available()
    monkeypatch.undo()
    remotemedia._rust_runtime = None
    assert remotemedia.is_rust_runtime_available() is True and remotemedia._rust_runtime_available is True
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: (False, None, "x"))
    assert remotemedia.is_rust_runtime_available() is True


def test_runtime_is_the_same_object_at_every_call():
    assert remotemedia.get_rust_runtime() is remotemedia.get_rust_runtime() is remotemedia_runtime


def test_missing_runtime_returns_none_without_warning(monkeypatch):
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: (False, None, "x"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert remotemedia.get_rust_runtime() is None


def test_wrapper_has_the_functions_of_the_package():
    for name in runtime_wrapper.__all__:
        assert getattr(remotemedia, name) is getattr(runtime_wrapper, name)
