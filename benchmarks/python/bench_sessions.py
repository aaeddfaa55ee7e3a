#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Cost of sessions and runs from Python: one JSON object a line, in ns of the thread's processor clock."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import Any, Callable

import numpy as np
from remotemedia import AudioResampleNode, FormatConverterNode, PassThroughNode, Pipeline, VADNode, kernels

N_REPEATS = 40
RATE_HZ = 48000


def measure(call: Callable[[], Any], n_calls: int, n_repeats: int, n_runs: int = 1) -> dict[str, float]:
    """Return the median and the fastest of the repeats, for one of the runs of a call."""
    durations_ns = []
    for _ in range(n_repeats):
        started_ns = time.thread_time_ns()
        for _ in range(n_calls):
            call()
        durations_ns.append((time.thread_time_ns() - started_ns) / n_calls / n_runs)
    return {"median_ns": float(np.median(durations_ns)), "fastest_ns": min(durations_ns)}


def make_three() -> Pipeline:
    return Pipeline(VADNode(), AudioResampleNode(16000), FormatConverterNode("i16"))


def make_push(pipeline: Pipeline, n_frames: int, copy: bool) -> Callable[[], Any]:
    session = pipeline.session(sample_rate=RATE_HZ)
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (1, n_frames)).astype("f4")

    def push() -> None:
        session.push(samples, copy=copy)
        session.pull()

    return push


def make_run(use_rust: bool, duration_s: float) -> Callable[[], Any]:
    pipeline = make_three()
    clip = np.random.default_rng(1).uniform(-0.5, 0.5, (1, int(RATE_HZ * duration_s))).astype("f4")
    loop = asyncio.new_event_loop()
    return lambda: loop.run_until_complete(pipeline.run((clip, RATE_HZ), use_rust))


def make_awaits(duration_s: float, n_runs: int) -> Callable[[], Any]:
    """Return a call that awaits runs in one coroutine, so that the start of the loop does not count."""
    pipeline = make_three()
    clip = np.random.default_rng(1).uniform(-0.5, 0.5, (1, int(RATE_HZ * duration_s))).astype("f4")
    loop = asyncio.new_event_loop()

    async def run() -> None:
        for _ in range(n_runs):
            await pipeline.run((clip, RATE_HZ))

    return lambda: loop.run_until_complete(run())


def make_kernels(duration_s: float) -> Callable[[], Any]:
    """Return a call with the work of make_three() without a pipeline."""
    clip = np.random.default_rng(1).uniform(-0.5, 0.5, (1, int(RATE_HZ * duration_s))).astype("f4")

    def call() -> None:
        kernels.count_speech_frames(clip, RATE_HZ, 30, 0.02)
        kernels.convert(kernels.resample(clip, RATE_HZ, 16000), "i2")

    return call


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the repeats")
    n_repeats = N_REPEATS // 10 if parser.parse_args().quick else N_REPEATS
    cases = {
        "push and fetch, 480 samples, handed over": (make_push(Pipeline(PassThroughNode()), 480, False), 2000),
        "push and fetch, 1,000,000 samples, handed over": (make_push(Pipeline(PassThroughNode()), 10**6, False), 2000),
        "push and fetch, 480 samples, new array": (make_push(Pipeline(PassThroughNode()), 480, True), 2000),
        "30 ms through VAD, resampler, converter": (make_push(make_three(), 1440, True), 500),
        "construction": (make_three, 50),
        "run of 40 ms, sessions": (make_awaits(0.04, 50), 2, 50),
        "kernels alone, 40 ms": (make_kernels(0.04), 100),
        "run of 1 s, sessions": (make_run(True, 1.0), 20),
        "run of 1 s, nodes in Python": (make_run(False, 1.0), 20),
        "run of 0.1 s, sessions": (make_run(True, 0.1), 50),
        "run of 0.1 s, nodes in Python": (make_run(False, 0.1), 50),
    }
    for name, (call, n_calls, *n_runs) in cases.items():
        print(json.dumps({"case": name, **measure(call, n_calls, n_repeats, *n_runs)}), flush=True)


if __name__ == "__main__":
    main()
