#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Cost of sessions and runs from Python: one JSON object a line, in ns of the thread's processor clock."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, Callable

import numpy as np
from remotemedia import AudioResampleNode, FormatConverterNode, PassThroughNode, Pipeline, VADNode

N_REPEATS = 40
RATE_HZ = 48000


def measure(call: Callable[[], Any], n_calls: int) -> dict[str, float]:
    """Return the median and the fastest of the repeats, for one call."""
    durations_ns = []
    for _ in range(N_REPEATS):
        started_ns = time.thread_time_ns()
        for _ in range(n_calls):
            call()
        durations_ns.append((time.thread_time_ns() - started_ns) / n_calls)
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


def main() -> None:
    cases = {
        "push and fetch, 480 samples, handed over": (make_push(Pipeline(PassThroughNode()), 480, False), 2000),
        "push and fetch, 1,000,000 samples, handed over": (make_push(Pipeline(PassThroughNode()), 10**6, False), 2000),
        "push and fetch, 480 samples, new array": (make_push(Pipeline(PassThroughNode()), 480, True), 2000),
        "30 ms through VAD, resampler, converter": (make_push(make_three(), 1440, True), 500),
        "run of 1 s, sessions": (make_run(True, 1.0), 20),
        "run of 1 s, nodes in Python": (make_run(False, 1.0), 20),
        "run of 0.1 s, sessions": (make_run(True, 0.1), 50),
        "run of 0.1 s, nodes in Python": (make_run(False, 0.1), 50),
    }
    for name, (call, n_calls) in cases.items():
        print(json.dumps({"case": name, **measure(call, n_calls)}))


if __name__ == "__main__":
    main()
