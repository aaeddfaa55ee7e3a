#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Many runs and sessions in one process, and runs beside peers: one JSON object a line.

Peers run in turns with the pipeline, and only those that are installed.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import math
import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable

import numpy as np
from remotemedia import AddNode, AudioResampleNode, FormatConverterNode, MultiplyNode, Node, PassThroughNode, Pipeline, VADNode

RATE_HZ, TARGET_HZ = 48000, 16000
CLIP_S = 30
FRAME = RATE_HZ * 30 // 1000
HEARTBEAT_S = 0.001
N_ROUNDS = 15


class Twice(Node):
    async def process(self, data: Any) -> Any:
        await asyncio.sleep(0)
        return data * 2


def read_status(field: str) -> int:
    """Return a number of this process from the kernel, such as VmRSS in kB or Threads."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(field + ":")))


def show(case: str, **values: Any) -> None:
    print(json.dumps({"case": case, **values}), flush=True)


async def beat(late_ms: list[float]) -> None:
    """Note how late the loop wakes this task."""
    while True:
        due_s = time.monotonic() + HEARTBEAT_S
        await asyncio.sleep(HEARTBEAT_S)
        late_ms.append((time.monotonic() - due_s) * 1000)


async def gather_runs(n_runs: int) -> list[float]:
    late_ms: list[float] = []
    heart = asyncio.ensure_future(beat(late_ms))
    pipeline = Pipeline([MultiplyNode(2), Twice(), AddNode(1)])
    results = await asyncio.gather(*(pipeline.run(number) for number in range(n_runs)))
    heart.cancel()
    assert results == [number * 4 + 1 for number in range(n_runs)]
    return late_ms


def measure_gather(n_runs: int) -> None:
    threads_before, started_s = threading.active_count(), time.monotonic()
    late_ms = asyncio.run(gather_runs(n_runs))
    show("gather of runs with a coroutine node", n_runs=n_runs, seconds=time.monotonic() - started_s,
         peak_mb=read_status("VmHWM") / 1024, threads=threading.active_count() - threads_before,
         heartbeat_late_ms=max(late_ms))


def make_three(quality: str = "high") -> Pipeline:
    return Pipeline(AudioResampleNode(TARGET_HZ, quality=quality), VADNode(), FormatConverterNode("i16"))


def measure_sessions(n_sessions: int) -> None:
    for name, pipeline in (("one node", Pipeline(PassThroughNode())), ("three nodes", make_three())):
        samples = np.zeros((1, 480), "f4")
        before_kb, started_s = read_status("VmRSS"), time.perf_counter()
        sessions = [pipeline.session(sample_rate=RATE_HZ) for _ in range(n_sessions)]
        opened_s = time.perf_counter() - started_s
        for session in sessions:
            session.push(samples)
        show(f"open sessions, {name}", n_sessions=n_sessions,
             kb_each=(read_status("VmRSS") - before_kb) / n_sessions, open_us=opened_s / n_sessions * 1e6)
        for session in sessions:
            session.close()


def measure_growth(n_pushes: int) -> None:
    samples = np.zeros((1, 480), "f4")
    session = make_three().session(sample_rate=RATE_HZ)
    pipeline = make_three()
    sizes_kb = []
    for index in range(n_pushes):
        session.push(samples)
        session.pull()
        if index % 10 == 0:
            pipeline.run_sync((samples, RATE_HZ))
        if index in (n_pushes // 10, n_pushes - 1):
            sizes_kb.append(read_status("VmRSS"))
    show("growth", n_pushes=n_pushes, n_runs=n_pushes // 10, growth_mb=(sizes_kb[1] - sizes_kb[0]) / 1024)


def find_speech(samples: np.ndarray[Any, Any], rate_hz: int) -> np.ndarray[Any, Any]:
    size = rate_hz * 30 // 1000
    frames = samples[:len(samples) // size * size].reshape(-1, size)
    return np.sqrt((frames**2).mean(axis=1)) > 0.02


def make_peers(clip: np.ndarray[Any, Any]) -> dict[str, Callable[[], Any]]:
    """Return functions that do the work of make_three() on a clip with other packages."""
    def finish(samples: np.ndarray[Any, Any]) -> Any:
        return find_speech(samples, TARGET_HZ), (samples * 32767).astype("i2")

    peers: dict[str, Callable[[], Any]] = {}
    if importlib.util.find_spec("librosa"):
        import librosa
        peers["librosa"] = lambda: finish(librosa.resample(clip, orig_sr=RATE_HZ, target_sr=TARGET_HZ))
    if importlib.util.find_spec("soxr"):
        import soxr
        peers["soxr HQ"] = lambda: finish(soxr.resample(clip, RATE_HZ, TARGET_HZ, quality="HQ"))
    if importlib.util.find_spec("scipy"):
        from scipy import signal
        peers["scipy"] = lambda: finish(signal.resample_poly(clip, 1, RATE_HZ // TARGET_HZ))
    return peers


def measure_turns(case: str, calls: dict[str, Callable[[], Any]], n_rounds: int = N_ROUNDS) -> None:
    """Show the median processor time of calls that take turns."""
    times: dict[str, list[float]] = {call: [] for call in calls}
    for _ in range(n_rounds):
        for call, function in calls.items():
            started_s = time.process_time()
            function()
            times[call].append(time.process_time() - started_s)
    show(case, **{call: statistics.median(found) * 1e6 for call, found in times.items()}, unit="us")


def measure_clip() -> None:
    clip = np.random.default_rng(1).uniform(-0.5, 0.5, RATE_HZ * CLIP_S).astype("f4")
    pipelines = {quality: make_three(quality) for quality in ("high", "medium")}
    calls = {f"run, {quality}": lambda run=pipeline.run_sync: run((clip, RATE_HZ))  # type: ignore[misc]
             for quality, pipeline in pipelines.items()}
    measure_turns(f"clip of {CLIP_S} s: resample, VAD, convert", {**calls, **make_peers(clip)})


def loop_over(clip: list[float]) -> tuple[list[int], list[bool]]:
    """Do the work of make_three() without numpy, with a filter of 64 taps."""
    step, taps = RATE_HZ // TARGET_HZ, [math.sin((tap + 0.5) / 3) / (tap + 0.5) for tap in range(64)]
    samples = [sum(tap * sample for tap, sample in zip(taps, clip[start : start + 64])) for start in range(0, len(clip), step)]
    speech = [sum(sample * sample for sample in samples[start : start + 480]) > 480 * 0.02**2
              for start in range(0, len(samples) - 479, 480)]
    return [max(-32768, min(32767, round(sample * 32767))) for sample in samples], speech


def measure_loop() -> None:
    clip = np.random.default_rng(1).uniform(-0.5, 0.5, RATE_HZ).astype("f4")
    numbers, run = clip.tolist(), make_three().run_sync
    measure_turns("clip of 1 s beside a plain loop", {"run": lambda: run((clip, RATE_HZ)), "loop": lambda: loop_over(numbers)}, 5)


def time_process(code: str) -> float:
    """Return the processor time of a new process in ms."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def measure_import() -> None:
    codes = {"numpy": "import numpy", "package": "import numpy, remotemedia", "run":
             "import numpy, remotemedia as r; r.Pipeline(r.AudioResampleNode(16000)).run_sync((numpy.zeros(48000, 'f4'), 48000))"}
    times: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(N_ROUNDS):
        for name, code in codes.items():
            times[name].append(time_process(code))
    found = {name: statistics.median(values) for name, values in times.items()}
    show("import", over_numpy_ms=found["package"] - found["numpy"], first_run_ms=found["run"])


def measure_numbers() -> None:
    numbers = [float(number) for number in range(1000)]
    pipeline = Pipeline(MultiplyNode(2.0), AddNode(1.0))
    measure_turns("1000 numbers through MultiplyNode and AddNode", {
        "run": lambda: pipeline.run_sync(numbers), "comprehension": lambda: [number * 2.0 + 1.0 for number in numbers],
        "run of nothing": lambda: asyncio.run(asyncio.sleep(0))})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of runs, sessions and pushes")
    parser.add_argument("--quick", action="store_true", help="a hundredth of them")
    options = parser.parse_args()
    scale = options.scale * (0.01 if options.quick else 1.0)
    measure_clip()
    measure_loop()
    measure_numbers()
    measure_import()
    measure_growth(round(100000 * scale))
    measure_gather(round(10000 * scale))
    measure_sessions(round(10000 * scale))


main()
