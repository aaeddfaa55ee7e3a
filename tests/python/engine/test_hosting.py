# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The work of hosted nodes, with a host in place of the library."""

import asyncio
import os
import sys
import threading
from collections import deque

import pytest

from remotemedia.core import Node
from remotemedia.engine import hosting
from remotemedia.engine.hosting import DATA, END, EOS, HostedNode

LIMIT_S = 30


class FakeHost:
    """Offers items, and keeps the calls of the node."""

    def __init__(self, *items):
        self._read, self._write = os.pipe2(os.O_NONBLOCK)
        self._items = deque()
        self._cancelled = []
        self._changed = threading.Condition()
        self.events = []
        self.offer(*items)

    def fileno(self):
        return self._read

    def drain(self):
        os.read(self._read, 4096)

    def offer(self, *items):
        self._items.extend(items)
        os.write(self._write, b"x")

    def cancel(self, sequence):
        self._cancelled.append(sequence)
        os.write(self._write, b"x")

    def take(self):
        return self._items.popleft() if self._items else None

    def take_cancelled(self):
        taken, self._cancelled = self._cancelled, []
        return taken

    def note(self, *event):
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def output(self, sequence, value):
        self.note("output", sequence, value)

    def complete(self, sequence):
        self.note("complete", sequence)

    def fail(self, sequence, is_transient, message):
        self.note("fail", sequence, is_transient, message)

    def wait_for(self, *event):
        with self._changed:
            assert self._changed.wait_for(lambda: event in self.events, LIMIT_S), self.events
            return self.events

    def close(self):
        os.close(self._read)
        os.close(self._write)


@pytest.fixture
def run():
    """Return a function that opens a node for a host; both are closed at the end."""
    opened = []

    def start(node, *items):
        host = FakeHost(*items)
        hosted = HostedNode(host, node, hosting.get_loop())
        hosted.open()
        opened.append((hosted, host))
        return host

    yield start
    for hosted, host in opened:
        hosted.close()
        host.close()


def data(sequence, value):
    return sequence, DATA, value, 0


class Plain(Node):
    def process(self, value):
        if value == "time":
            raise TimeoutError("no answer")
        if value == "bad":
            raise ValueError("not this")
        return None if value == "none" else value.upper()


class Rest(Node):
    async def initialize(self):
        self.held = []

    async def process(self, value):
        self.held.append(value)

    def flush(self):
        return self.held


class Pairs(Node):
    is_streaming = True

    async def process(self, stream):
        async for first in stream:
            if first == "bad":
                raise OSError("no line")
            yield first + await stream.__anext__()


class First(Node):
    is_streaming = True

    async def process(self, stream):
        async for value in stream:
            yield value
            return


class Leave(Node):
    async def process(self, value):
        if value == "exit":
            sys.exit(3)
        if value == "cancel":
            raise asyncio.CancelledError
        if value == "text":
            raise ValueError("half \ud800 and \0")
        return value


class LeaveStream(Leave):
    is_streaming = True

    async def process(self, stream):
        async for value in stream:
            yield await Leave.process(self, value)


class Wait(Node):
    async def process(self, value):
        if value == "hang":
            await asyncio.Event().wait()
        return value


def test_plain_function_answers_each_item_in_order(run):
    host = run(Plain(), data(1, "a"), data(2, "none"), (3, END, None, 0), data(4, "b"), (5, EOS, None, 0))
    assert host.wait_for("complete", 5) == [
        ("output", 1, "A"), ("complete", 1), ("complete", 2), ("complete", 3), ("output", 4, "B"), ("complete", 4),
        ("complete", 5)]


def test_failures_are_reported_with_their_kind_and_the_next_item_follows(run):
    host = run(Plain(), data(1, "time"), data(2, "bad"), data(3, "c"))
    assert host.wait_for("complete", 3)[:2] == [
        ("fail", 1, True, "TimeoutError: no answer"), ("fail", 2, False, "ValueError: not this")]


def test_coroutine_initialize_and_flush_at_the_end_of_the_stream(run):
    host = run(Rest(), data(1, "a"), (2, END, None, 0), data(3, "b"), (4, EOS, None, 0))
    assert host.wait_for("complete", 4)[-2:] == [("output", 4, ["a", "b"]), ("complete", 4)]


def test_items_that_arrive_later_are_processed(run):
    host = run(Plain())
    for sequence in range(1, 50):
        host.offer(data(sequence, "x"))
        host.wait_for("complete", sequence)
    assert len(host.events) == 98


def test_cancelled_coroutine_makes_room_for_the_next_item(run):
    host = run(Wait(), data(1, "hang"), data(2, "b"))
    host.cancel(1)
    assert host.wait_for("complete", 2) == [("output", 2, "b"), ("complete", 2)]


def test_streaming_node_gets_one_stream_and_its_failure_begins_again(run):
    host = run(Pairs(), data(1, "a"), data(2, "b"), (3, END, None, 0), data(4, "bad"), data(5, "c"), data(6, "d"),
               (7, EOS, None, 0))
    events = host.wait_for("complete", 7)
    assert ("output", 2, "ab") in events and ("fail", 4, True, "OSError: no line") in events
    assert ("output", 6, "cd") in events


def test_streaming_node_that_stops_early_does_not_hold_later_items(run):
    host = run(First(), data(1, "a"), data(2, "b"), (3, EOS, None, 0))
    assert host.wait_for("complete", 3) == [("output", 1, "a"), ("complete", 1), ("complete", 2), ("complete", 3)]


@pytest.mark.parametrize("kind", [Leave, LeaveStream])
def test_exit_and_cancellation_in_a_node_are_failures_and_the_loop_goes_on(run, kind):
    host = run(kind(), data(1, "exit"), data(2, "cancel"), data(3, "text"), data(4, "d"), (5, EOS, None, 0))
    assert [event for event in host.wait_for("complete", 5) if event[0] == "fail"] == [
        ("fail", 1, False, "SystemExit: 3"), ("fail", 2, False, "CancelledError: "),
        ("fail", 3, False, "ValueError: half ? and ?")]
    assert ("output", 4, "d") in host.events


def test_exit_in_initialize_is_an_error_and_the_loop_goes_on(run):
    class Exit(Plain):
        async def initialize(self):
            sys.exit(3)

    with pytest.raises(RuntimeError, match="SystemExit: 3"):
        run(Exit())
    assert run(Plain(), data(1, "a")).wait_for("complete", 1)


def test_streaming_node_without_generator_fails_each_item(run):
    class NoGenerator(Node):
        is_streaming = True

        async def process(self, stream):
            return 1

    host = run(NoGenerator(), data(1, "a"), data(2, "b"))
    message = ("PipelineError: Node 'NoGenerator' has is_streaming, so its process() must be an asynchronous generator "
               "function; it returned coroutine")
    assert host.wait_for("fail", 2, False, message)[0] == ("fail", 1, False, message)


def test_source_cannot_be_opened():
    with pytest.raises(Exception, match="is a source"):
        hosting.open_node("DataSourceNode", None, "n", "{}")


def test_wrong_parameters_of_a_node_are_its_error():
    with pytest.raises(TypeError, match="factor"):
        hosting.open_node("MultiplyNode", None, "n", '{"factor": "x"}')
