# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that the tests run."""

from typing import Any, AsyncIterator

import pytest
from remotemedia.core import Node


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
