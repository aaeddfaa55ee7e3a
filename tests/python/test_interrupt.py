# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""SIGINT ends work that would not end, long work in C, and a program with open sessions."""

import asyncio
import os
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest
from remotemedia import AudioResampleNode, FormatConverterNode, NodeError, Pipeline, VADNode, interrupts, kernels
from remotemedia.engine.stages import call_in_pool
from remotemedia.resampler import open_resampler

NOISE = np.random.default_rng(3).standard_normal((1, 4800)).astype("f4")

PATHS = os.pathsep.join(os.path.abspath(path) for path in sys.path)
PROGRAM = """
import asyncio
import time
import warnings
import numpy as np
warnings.simplefilter("ignore")  # where parts of the package are not built
from remotemedia import AudioResampleNode, FormatConverterNode, Node, Pipeline, VADNode

class Sleep(Node):
    async def process(self, data):
        print("go", flush=True)
        await asyncio.sleep(600)

    async def cleanup(self):
        print("cleaned up", flush=True)

clip = np.zeros((2, 48000), "f4"), 48000
pipeline = Pipeline(VADNode(), AudioResampleNode(16000), FormatConverterNode("i16"))
try:
    {work}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
SESSION = """session = pipeline.session(sample_rate=48000, channels=2)
    session.push(clip[0])
    print("go", flush=True)
    while True:
        time.sleep(0.01)"""
needs_library = pytest.mark.skipif("REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="sessions need the library")


@pytest.mark.parametrize("work, printed", [
    ("Pipeline(Sleep()).run_sync(1)", ["cleaned up", "interrupted"]),
    ("asyncio.run(Pipeline(Sleep()).run(1))", ["cleaned up", "interrupted"]),
    pytest.param(SESSION, ["interrupted"], marks=needs_library)])
def test_interrupt_ends_work_and_the_program(work, printed):
    program = PROGRAM.replace("{work}", work)
    with subprocess.Popen([sys.executable, "-B", "-c", program], env={**os.environ, "PYTHONPATH": PATHS},
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "go\n", process.stderr.read()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=100)
    assert (out.split("\n")[:-1], err, process.returncode) == (printed, "", 0)


HOUR = 3600 * 48000
needs_c = pytest.mark.skipif(kernels.get_implementation() == "numpy", reason="no extension module")
WATCHED = {
    "resample": lambda clip: kernels.resample(clip, 48000, 44100),
    "stream": lambda clip: open_resampler(clip, 48000, 44100, "low").push(clip),
    "convert": lambda clip: kernels.convert(clip, np.dtype("i2"), True),
    "count_speech": lambda clip: kernels.count_speech_frames(clip, 48000, 30, 0.1),
    "find_segments": lambda clip: kernels.find_segments(
        clip, 48000, "adaptive", frame_ms=30, threshold=0.5, lengths_ms=(0, 0, 90, 300)),
}


class Stop(Exception):
    pass


def stop():
    raise Stop


@needs_c
@pytest.mark.parametrize("name", WATCHED)
def test_long_work_in_c_looks_for_an_interruption(name, monkeypatch):
    monkeypatch.setattr(interrupts, "look", stop)
    with pytest.raises(Stop):
        WATCHED[name](np.zeros((1, HOUR), "f4"))


@needs_library
@pytest.mark.parametrize("clip", [np.zeros((1, HOUR), "f4"), np.zeros((2, HOUR // 2), "f4"), np.zeros((HOUR // 2, 2), "f4").T])
def test_long_item_in_a_session_looks_for_an_interruption(clip, monkeypatch):
    pipeline = Pipeline(VADNode(), AudioResampleNode(16000), FormatConverterNode("i16"))
    before = pipeline.run_sync((NOISE, 48000))
    monkeypatch.setattr(interrupts, "look", stop)
    with pytest.raises(NodeError, match="Stop"):
        pipeline.run_sync((clip, 48000))
    after = pipeline.run_sync((NOISE, 48000))
    assert np.array_equal(before[0], after[0]) and before[1:] == after[1:]


@needs_c
def test_signal_ends_long_work_in_c_before_its_end():
    target = np.zeros((1, HOUR // 3), "f4")
    target[0, -1] = 1
    last = signal.signal(signal.SIGALRM, lambda *args: stop())
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    try:
        with pytest.raises(Stop):
            kernels._kernels.resample(np.zeros((1, HOUR), "f4"), target, 48000, 16000, "high")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, last)
    assert target[0, -1] == 1


@needs_c
def test_cancelled_run_ends_the_work_of_its_thread():
    target = np.zeros((1, HOUR // 3), "f4")
    target[0, -1] = 1
    begun, ended = threading.Event(), threading.Event()

    def work():
        begun.set()
        try:
            kernels._kernels.resample(np.zeros((1, HOUR), "f4"), target, 48000, 16000, "high")
        finally:
            ended.set()

    async def run():
        task = asyncio.create_task(call_in_pool(work))
        while not begun.is_set():
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert ended.wait(100) and target[0, -1] == 1
