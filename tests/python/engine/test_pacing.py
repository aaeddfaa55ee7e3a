# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Thousands of runs on one event loop."""

import asyncio
import gc
import weakref

import pytest

from remotemedia import Node, Pipeline
from remotemedia.engine import pacing


@pytest.mark.parametrize("n_starts, turn_s, expected", [
    (1, 0.001, 2), (2, 0.01, 4), (48, 0.001, 64), (64, 0.0, 64), (64, 0.011, 32), (2, 1.0, 1), (1, 1.0, 1)])
def test_number_of_starts_follows_the_duration_of_turns(n_starts, turn_s, expected):
    assert pacing.choose_starts(n_starts, turn_s) == expected


class Twice(Node):
    async def process(self, data):
        await asyncio.sleep(0)
        return data * 2


def test_all_runs_of_a_gather_end_in_order_of_their_results():
    async def gather():
        pipeline = Pipeline([Twice()])
        return await asyncio.gather(*(pipeline.run(number) for number in range(500)))

    assert asyncio.run(gather()) == [number * 2 for number in range(500)]


def test_runs_that_wait_for_a_later_run_begin_all():
    class Meet(Node):
        async def process(self, data):
            self.n_arrived += 1
            if self.n_arrived == 200:
                self.all_arrived.set()
            await self.all_arrived.wait()
            return data

    async def gather():
        node = Meet()
        node.n_arrived, node.all_arrived = 0, asyncio.Event()
        return await asyncio.wait_for(asyncio.gather(*(Pipeline([node]).run(number) for number in range(200))), 60)

    assert asyncio.run(gather()) == list(range(200))


def test_cancelled_runs_do_not_hold_the_others():
    async def gather():
        pipeline = Pipeline([Twice()])
        tasks = [asyncio.create_task(pipeline.run(number)) for number in range(100)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return [isinstance(result, asyncio.CancelledError) for result in results[::2]], results[1::2]

    cancelled, results = asyncio.run(gather())
    assert all(cancelled) and results == [number * 2 for number in range(1, 100, 2)]


def test_few_runs_do_not_wait():
    async def gather():
        pacer = pacing.get_pacer()
        with pacer.count():
            return pacer.is_busy(), pacing.get_pacer() is pacer

    assert asyncio.run(gather()) == (False, True)


def test_closed_loops_are_not_kept():
    async def run():
        await Pipeline([Twice()]).run(1)
        return weakref.ref(asyncio.get_running_loop())

    loop = asyncio.run(asyncio.wait_for(run(), 60))
    gc.collect()
    assert loop() is None


def test_runs_go_on_after_an_interrupt_of_their_start(monkeypatch):
    choose_starts, n_calls = pacing.choose_starts, 0

    def interrupt(*args):
        nonlocal n_calls
        n_calls += 1
        if n_calls == 2:
            raise KeyboardInterrupt
        return choose_starts(*args)

    async def gather():
        pipeline = Pipeline([Twice()])
        return await asyncio.gather(*(pipeline.run(number) for number in range(40)))

    monkeypatch.setattr(pacing, "choose_starts", interrupt)
    loop = asyncio.new_event_loop()
    runs = loop.create_task(asyncio.wait_for(gather(), 60))
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(runs)
    assert loop.run_until_complete(runs) == [number * 2 for number in range(40)]
    loop.close()
