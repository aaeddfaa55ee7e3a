# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whether the library may be used."""

import warnings

import pytest
import remotemedia
from remotemedia.engine import library


@pytest.fixture
def has_library(monkeypatch):
    monkeypatch.setattr(library, "load", lambda: library)


@pytest.mark.parametrize("use_rust, hint, environment, obstacle", (
    (True, None, "", None), (True, "auto", "auto", None), (True, "rust", "rust", None),
    (False, None, "", "use_rust is False"), (True, "python", "", "runtime_hint of the pipeline is 'python'"),
    (True, None, "CPython", "REMOTEMEDIA_PYTHON_RUNTIME is 'CPython'")))
def test_obstacle_of_a_run(has_library, monkeypatch, use_rust, hint, environment, obstacle):
    monkeypatch.setenv("REMOTEMEDIA_PYTHON_RUNTIME", environment)
    assert library.find_obstacle(use_rust, hint) == obstacle


def test_patched_functions_of_the_package_decide(has_library, monkeypatch):
    monkeypatch.setattr(remotemedia, "is_rust_runtime_available", lambda: False)
    assert library.find_obstacle(True, None) == "is_rust_runtime_available() is False"
    monkeypatch.setattr(remotemedia, "is_rust_runtime_available", lambda: True)
    assert library.find_obstacle(True, None) is None


def test_patched_loader_decides(has_library, monkeypatch):
    monkeypatch.setattr(remotemedia, "_rust_runtime", None)
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: (False, None, "Module not found: x"))
    with pytest.warns(UserWarning, match="Rust runtime unavailable"):
        assert library.find_obstacle(True, None) == "is_rust_runtime_available() is False"


def test_missing_library_warns_once(monkeypatch):
    monkeypatch.setattr(library, "load", lambda: "librmg is not available (no file)")
    monkeypatch.setattr(library.kernels, "get_implementation", lambda: "kernels")
    library.warn_once.cache_clear()
    assert library.find_obstacle(True, None) == "librmg is not available (no file)"
    with pytest.warns(UserWarning, match="no file.*nodes run on the kernels"):
        library.warn_if_missing(library.find_obstacle(True, None))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        library.warn_if_missing(library.find_obstacle(True, None))
        library.warn_if_missing("use_rust is False")


def test_child_of_fork_has_an_obstacle(has_library, monkeypatch):
    monkeypatch.setattr(library, "_forks", [])
    monkeypatch.setitem(library.sys.modules, "remotemedia._native", None)
    library.note_fork()
    assert library.find_obstacle(True, None) is None
    monkeypatch.setitem(library.sys.modules, "remotemedia._native", library)
    library.note_fork()
    assert library.find_obstacle(True, None) == library.FORKED
