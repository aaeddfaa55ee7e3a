#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""numpy-rows.py [--quick]: the conversions of bench-convert, written with numpy.

Runs in its own process, so it does not take turns with the peers of
bench-convert. Prints the same JSON lines, without the cost over memcpy.
"""

import json
import sys
import time

try:
    import numpy as np
except ImportError:
    print(json.dumps({"case": "S16>F32", "blocks": "10 ms", "peer": "numpy", "library": "numpy",
                      "state": "not installed"}))
    sys.exit(0)

SAMPLES = 1000000
BLOCKS = {"10 ms": 480, "1 s": 48000}
ROUNDS, QUICK_ROUNDS = 9, 3


def to_integer(scale, kind):
    limits = np.iinfo(kind)

    def convert(block, out):
        scaled = np.rint(block.astype(np.float64) * scale)
        out[:] = np.clip(scaled, limits.min, limits.max).astype(kind)
    return convert


def to_float(scale):
    def convert(block, out):
        np.multiply(block, np.float32(1 / scale), out=out, dtype=np.float32)
    return convert


def assign(block, out):
    out[:] = block


# Case -> type of the input, type of the output, conversion of a block.
CASES = {
    "S16>F32": (np.int16, np.float32, to_float(2 ** 15)),
    "F32>S16": (np.float32, np.int16, to_integer(2 ** 15, np.int16)),
    "S32>F32": (np.int32, np.float32, to_float(2 ** 31)),
    "F32>S32": (np.float32, np.int32, to_integer(2 ** 31, np.int32)),
    "F64>F32": (np.float64, np.float32, assign),
    "F32>F64": (np.float32, np.float64, assign),
}


def time_us(convert, source, target, block):
    """Return microseconds a million samples; the first run only warms up."""
    for _ in range(2):
        start_s = time.thread_time()
        for at in range(0, SAMPLES // block * block, block):
            convert(source[at:at + block], target[at:at + block])
        taken_s = time.thread_time() - start_s
    return taken_s * 1e12 / (SAMPLES // block * block)


def describe(values):
    low, median, high = np.percentile(values, (5, 50, 95))
    return {"median": float(median), "p5": float(low), "p95": float(high), "rounds": len(values)}


def measure(case, blocks, n_rounds):
    kind, out_kind, convert = CASES[case]
    scale = 0.9 * np.iinfo(kind).max if np.issubdtype(kind, np.integer) else 0.9
    noise = np.random.default_rng(1).uniform(-scale, scale, SAMPLES).astype(kind)
    target = np.zeros(SAMPLES, out_kind)
    us = [time_us(convert, noise, target, BLOCKS[blocks]) for _ in range(n_rounds)]
    return {"case": case, "blocks": blocks, "peer": "numpy", "library": "numpy",
            "state": "measured", "version": np.__version__, "settings": "a process of its own",
            "us_per_million": describe(us)}


def main():
    n_rounds = QUICK_ROUNDS if "--quick" in sys.argv[1:] else ROUNDS
    for case in CASES:
        for blocks in BLOCKS:
            print(json.dumps(measure(case, blocks, n_rounds)), flush=True)


if __name__ == "__main__":
    main()
