# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Runs outside an event loop."""

import asyncio
from typing import Any

import pytest
from remotemedia import MultiplyNode, Pipeline
from remotemedia.engine.deferred import Deferred, run_sync


class Counting:
    n_formatted = 0

    def __repr__(self) -> str:
        self.n_formatted += 1
        return "result"


def test_result_of_a_run_is_not_formatted() -> None:
    result = Counting()

    async def run() -> Any:
        return result

    assert run_sync(run()) is result
    assert result.n_formatted == 0


def test_error_of_a_run_is_raised() -> None:
    async def run() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError, match="missing"):
        run_sync(run())


class Calls:
    """Counts the coroutines and calls of a Deferred."""

    def __init__(self, error: "Exception | None" = None) -> None:
        self.n_coroutines = self.n_calls = 0
        self.error = error
        self.deferred = Deferred(self.run, "run()", self.call)

    async def run(self) -> "list[int]":
        self.n_coroutines += 1
        return [1, 2]

    def call(self) -> "list[int]":
        self.n_calls += 1
        if self.error is not None:
            raise self.error
        return [1, 2]


def test_value_is_that_of_one_call() -> None:
    calls = Calls()
    first, second = calls.deferred
    assert (first, second, len(calls.deferred), calls.deferred[1]) == (1, 2, 2, 2)
    assert (calls.n_calls, calls.n_coroutines) == (1, 0)


def test_awaited_result_is_that_of_the_coroutine() -> None:
    calls = Calls()
    assert asyncio.run(calls.deferred) == [1, 2]  # type: ignore[arg-type]
    assert list(calls.deferred) == [1, 2]
    assert (calls.n_calls, calls.n_coroutines) == (0, 1)


def test_failed_call_is_not_repeated() -> None:
    calls = Calls(KeyError("missing"))
    with pytest.raises(KeyError, match="missing"):
        list(calls.deferred)
    with pytest.raises(RuntimeError, match="already awaited"):
        list(calls.deferred)
    assert (calls.n_calls, calls.n_coroutines) == (1, 0)


@pytest.mark.parametrize("read, expected", [
    (lambda value: value + 1, 13), (lambda value: 1 + value, 13), (lambda value: value - 2, 10), (lambda value: 2 - value, -10),
    (lambda value: value / 8, 1.5), (lambda value: 24 / value, 2), (lambda value: value ** 2, 144), (lambda value: -value, -12),
    (lambda value: value > 11, True), (lambda value: 11 >= value, False), (lambda value: list(range(20))[value], 12),
    (str, "12"), (lambda value: f"{value:>4}", "  12"), (lambda value: f"{value}", "12")])
def test_operators_read_the_value(read, expected):
    assert read(Pipeline(MultiplyNode(factor=4)).run(3)) == expected


def test_texts_in_a_running_loop_run_nothing():
    async def read():
        deferred = Pipeline(MultiplyNode(factor=4)).run(3)
        texts = str(deferred), f"{deferred}"
        assert await deferred == 12
        return texts

    assert asyncio.run(read()) == ("<Pipeline.run(), not awaited>",) * 2


def test_awaited_result_is_compared_in_a_running_loop():
    async def read():
        deferred = Pipeline(MultiplyNode(factor=0)).run(3)
        before = deferred == 0, bool(deferred)
        await deferred
        return before, (deferred == 0, deferred != 0, bool(deferred))

    assert asyncio.run(read()) == ((False, True), (True, False, False))


def test_closed_call_is_not_run_and_has_no_value():
    call = Pipeline([MultiplyNode(2)]).run(1)
    call.close()
    assert repr(call) == "<Pipeline.run(), closed>"
    with pytest.raises(RuntimeError, match="cannot reuse"):
        asyncio.run(call)


def test_closed_call_keeps_its_value():
    call = Pipeline([MultiplyNode(2)]).run(1)
    assert call + 0 == 2
    call.close()
    assert repr(call) == "2"
