# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The protocol between process(stream) of a pipeline and its nodes, for each kind of process() and flush()."""

import asyncio
import threading

import pytest
from remotemedia import Node, Pipeline
from remotemedia.core import NodeError


class Kind(Node):
    """A node that makes [item, where] of each item."""


class Plain(Kind):
    def process(self, data):
        return data, threading.current_thread() is threading.main_thread()


class Coroutine(Kind):
    async def process(self, data):
        await asyncio.sleep(0)
        return data, threading.current_thread() is threading.main_thread()


class Generator(Kind):
    async def process(self, data):
        for index in range(2):
            yield data, index


class Streaming(Kind):
    is_streaming = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.n_calls = 0

    async def process(self, data):
        self.n_calls += 1
        total = 0
        async for item in data:
            total += item
            yield total


class Flushing(Node):
    """Holds all items, and returns them at the end."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.held = []

    def process(self, data):
        self.held.append(data)

    def flush(self):
        held, self.held = self.held, []
        return held


class FlushingLater(Flushing):
    async def flush(self):
        await asyncio.sleep(0)
        return super().flush()


class FlushingNothing(Flushing):
    def flush(self):
        return None


class StreamingWithFlush(Streaming):
    def flush(self):
        raise AssertionError("a streaming node has its own end")


def run(*nodes, data=(1, 2, 3)):
    return Pipeline(list(nodes)).run_sync(list(data))


def test_plain_function_runs_in_a_thread():
    assert run(Plain()) == [(1, False), (2, False), (3, False)]


def test_coroutine_is_awaited_on_the_loop():
    assert asyncio.run(Pipeline([Coroutine()]).run([1, 2])) == [(1, True), (2, True)]


def test_generator_forwards_each_item():
    assert run(Generator(), data=[5, 6]) == [(5, 0), (5, 1), (6, 0), (6, 1)]


def test_streaming_node_is_called_once_with_the_whole_input():
    node = Streaming()
    assert run(node) == [1, 3, 6] and node.n_calls == 1


def test_flag_of_the_instance_counts():
    node = Streaming()
    node.is_streaming = True
    assert run(node) == [1, 3, 6]


@pytest.mark.parametrize("node", [Flushing(), FlushingLater()])
def test_flush_result_is_forwarded_at_the_end(node):
    assert run(node) == [1, 2, 3] and run(node, Plain())[0] == [1, 2, 3]


def test_flush_result_goes_through_the_nodes_after_it():
    class Total(Node):
        def process(self, data):
            return sum(data)

    assert run(FlushingLater(), Total()) == 6


def test_flush_without_result_forwards_nothing():
    assert run(FlushingNothing()) is None


def test_flush_of_a_streaming_node_is_not_called():
    assert run(StreamingWithFlush()) == [1, 3, 6]


def test_none_is_dropped_at_each_node():
    class Odd(Node):
        def process(self, data):
            return data if data % 2 else None

    assert run(Odd(), Streaming()) == [1, 4]


def test_each_node_gets_items_while_others_work():
    """The second node gets the first item before the first node has the last one."""
    order = []

    class First(Node):
        async def process(self, data):
            order.append(("first", data))
            await asyncio.sleep(0)
            return data

    class Second(Node):
        async def process(self, data):
            order.append(("second", data))
            return data

    n_items = 50
    assert run(First(), Second(), data=range(n_items)) == list(range(n_items))
    assert order.index(("second", 0)) < order.index(("first", n_items - 1))


def test_error_of_a_streaming_node_has_its_name():
    class Broken(Node):
        is_streaming = True

        async def process(self, data):
            async for _ in data:
                raise KeyError("gone")
            yield

    with pytest.raises(NodeError) as caught:
        run(Broken(name="broken"))
    assert caught.value.node_id == "broken_0" and isinstance(caught.value.__cause__, KeyError)
