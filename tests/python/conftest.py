# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that the tests run."""

import json
import os
import sys
import warnings
from typing import Any, AsyncIterator

import pytest

if "REMOTEMEDIA_TEST_NATIVE" not in os.environ:  # as where it is not built
    sys.modules["remotemedia._native"] = None  # type: ignore[assignment]

from remotemedia.core import Node
from remotemedia.nodes.params import warn_once


class Double(Node):
    def process(self, data: Any) -> Any:
        return data * 2


class AddOne(Node):
    async def process(self, data: Any) -> Any:
        return data + 1


class Repeat(Node):
    async def process(self, data: Any) -> AsyncIterator[Any]:
        for offset in range(3):
            yield data + offset


class Stream(Node):
    is_streaming = True

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for item in data:
            yield ("seen", item)


class Source(Node):
    async def process(self) -> AsyncIterator[int]:
        for number in range(4):
            yield number


class FailAt(Node):
    """Raises error at one value, for the first n_times."""

    def __init__(self, value: Any, error: Exception, n_times: int = 1000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.value, self.error, self.n_times = value, error, n_times
        self.n_calls = 0

    def process(self, data: Any) -> Any:
        self.n_calls += 1
        if data == self.value and self.n_times > 0:
            self.n_times -= 1
            raise self.error
        return data


@pytest.fixture
def nodes() -> Any:
    """The classes of this file."""

    class Classes:
        pass

    for node_class in (Double, AddOne, Repeat, Stream, Source, FailAt):
        setattr(Classes, node_class.__name__, node_class)
    return Classes


@pytest.fixture
def make_native_manifest() -> Any:
    """A function that writes the manifest of a chain of (type, parameters), with ids n0, n1, and so on."""

    def make(*nodes: tuple[str, dict[str, Any]]) -> str:
        ids = [f"n{index}" for index in range(len(nodes))]
        return json.dumps({
            "version": "v1",
            "metadata": {"name": "chain"},
            "nodes": [{"id": node_id, "node_type": kind, "params": params}
                      for node_id, (kind, params) in zip(ids, nodes)],
            "connections": [{"from": start, "to": end} for start, end in zip(ids, ids[1:])],
        })

    return make


@pytest.fixture
def open_native(make_native_manifest: Any) -> Any:
    """A function that opens a session of the library with a chain of nodes."""
    from remotemedia import _native

    def open_session(*nodes: tuple[str, dict[str, Any]], **options: Any) -> Any:
        return _native.Session(make_native_manifest(*nodes), **options)

    return open_session


@pytest.fixture(autouse=True, scope="session")
def aliases_have_warned() -> None:
    """The tests make nodes by all names of their parameters; each name warns once."""
    names = {"target_sample_rate": ("target_rate", "output_rate", "sample_rate"),
             "energy_threshold": ("threshold",), "factor": ("multiplier",)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, aliases in names.items():
            for alias in aliases:
                warn_once(name, alias)
