# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Progress of runs, their interruption, and the rate of bare arrays."""

import asyncio
import signal
import subprocess
import sys

import numpy as np
import pytest
from remotemedia import AudioResampleNode, NodeError, PassThroughNode, Pipeline
from remotemedia.engine.metrics import RunMetrics
from remotemedia.engine.run import Run
from remotemedia.engine.graph import make_chain


def run_with_progress(pipeline, data):
    calls = []
    pipeline.run_sync(data, progress=lambda done, total: calls.append((done, total)))
    return calls


def test_progress_counts_the_items_of_a_list(nodes):
    assert run_with_progress(Pipeline(nodes.Double()), [1, 2, 3]) == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert run_with_progress(Pipeline(nodes.Double()), []) == [(0, 0)]


def test_progress_of_a_clip_is_in_samples():
    assert run_with_progress(Pipeline(AudioResampleNode(8000)), (np.ones((2, 800), "f4"), 16000)) == [(0, 800), (800, 800)]
    assert run_with_progress(Pipeline(PassThroughNode()), 5) == [(0, 1), (1, 1)]


def test_error_of_the_callback_ends_the_run(nodes):
    def fail(done, total):
        if done == 2:
            raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        Pipeline(nodes.Double()).run_sync([1, 2, 3], progress=fail)


def test_wrong_progress_is_an_error(nodes):
    with pytest.raises(TypeError, match="progress: expected a function"):
        Pipeline(nodes.Double()).run_sync([1], progress=3)


def test_missing_tqdm_is_an_error_that_names_it(nodes, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match="pip install tqdm"):
        Pipeline(nodes.Double()).run_sync([1], progress=True)


def test_bar_reaches_its_end(nodes, monkeypatch):
    class Bar:
        made = []

        def __init__(self, total, unit):
            self.total, self.n, self.is_closed = total, 0, False
            self.made.append(self)

        def update(self, step):
            self.n += step

        def close(self):
            self.is_closed = True

    monkeypatch.setitem(sys.modules, "tqdm", type(sys)("tqdm"))
    sys.modules["tqdm"].tqdm = Bar
    Pipeline(nodes.Double()).run_sync([1, 2], progress=True)
    bar, = Bar.made
    assert (bar.n, bar.total, bar.is_closed) == (2, 2, True)


@pytest.mark.parametrize("item", (np.ones((1, 480), "f4"), {"audio": np.ones((1, 480), "f4")},
                                  (np.ones((1, 480), "f4"), 48000)))
def test_sample_rate_is_that_of_input_without_a_rate(item):
    def measure(result):
        return result["audio"].shape if isinstance(result, dict) else result[0].shape

    pipeline = Pipeline(AudioResampleNode(16000))
    expected = 480 if not isinstance(item, tuple) else 160
    for rate_hz in (16000, 48000):
        assert measure(pipeline.run_sync(item, sample_rate=rate_hz))[1] == (160 if rate_hz == 48000 else expected)
    first, second = pipeline.run_sync([item, item], sample_rate=48000)
    assert measure(first) == measure(second) == (1, 160)


@pytest.mark.parametrize("rate, error", ((0, ValueError), (-1, ValueError), (float("nan"), ValueError), ("1", TypeError)))
def test_wrong_sample_rate_is_an_error_before_anything_runs(nodes, rate, error):
    node = nodes.FailAt(1, ValueError("x"))
    with pytest.raises(error, match="sample_rate"):
        Pipeline(node).run_sync(1, sample_rate=rate)
    assert node.n_calls == 0


INTERRUPTED = """
import asyncio
from remotemedia import Node, Pipeline

class Waits(Node):
    async def process(self, data):
        print("started", flush=True)
        await asyncio.sleep(3600)

    def cleanup(self):
        print("cleaned up")

try:
    Pipeline(Waits()).run_sync(1)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_keyboard_interrupt_ends_a_run_and_cleans_up():
    process = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "started\n"
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=100)
    assert (output, error, process.returncode) == ("cleaned up\ninterrupted\n", "", 0)


def test_cancelled_run_cleans_up(nodes):
    class Waits(nodes.AddOne):
        is_cleaned = False

        async def process(self, data):
            started.set()
            await asyncio.sleep(3600)

        def cleanup(self):
            self.is_cleaned = True

    node = Waits()

    async def use():
        global started
        started = asyncio.Event()
        task = asyncio.ensure_future(Pipeline(node).run(1))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(use())
    assert node.is_cleaned


class Clock:
    """Time that passes only while a run sleeps."""

    def __init__(self):
        self.now_s = 0.0
        self.slept_ms = []

    def __call__(self):
        return self.now_s

    async def sleep(self, seconds):
        self.slept_ms.append(round(seconds * 1000))
        self.now_s += seconds


def run_items(node, items, on_error="skip"):
    clock, metrics = Clock(), RunMetrics()
    run = Run(make_chain([("a", node)]), on_error=on_error, metrics=metrics, clock=clock, sleep=clock.sleep)

    async def feed():
        for item in items:
            yield item

    async def collect():
        return [output async for output in run.stream(feed())]

    return asyncio.run(collect()), run.errors, clock.slept_ms


def test_retries_follow_after_100_200_and_400_ms(nodes):
    outputs, errors, slept_ms = run_items(nodes.FailAt(1, ConnectionError("x")), [1, 2])
    assert (outputs, slept_ms) == ([2], [100, 200, 400])
    assert [(error.attempts, type(error.__cause__)) for error in errors] == [(4, ConnectionError)]


def test_fifth_failure_opens_the_breaker(nodes):
    node = nodes.FailAt(1, ValueError("x"))
    outputs, errors, slept_ms = run_items(node, [1] * 8 + [2])
    assert (outputs, slept_ms, node.n_calls) == ([], [], 5)
    assert [error.attempts for error in errors] == [1] * 5 + [0] * 4
    assert "circuit breaker is open after 5 failures" in str(errors[5])


def test_success_resets_the_breaker(nodes):
    node = nodes.FailAt(1, ValueError("x"))
    outputs, errors, _ = run_items(node, [1, 1, 1, 1, 2] * 3)
    assert (outputs, node.n_calls, len(errors)) == ([2, 2, 2], 15, 12)


def test_permanent_failure_is_not_repeated(nodes):
    for error in (FileNotFoundError("x"), ValueError("x")):
        node = nodes.FailAt(1, error)
        with pytest.raises(NodeError):
            run_items(node, [1], on_error="raise")
        assert node.n_calls == 1
