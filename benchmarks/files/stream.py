#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A long raw stream: its peak memory and speed.

Pipes silence (48 kHz stereo S16) through `rmg run` with the nodes of the demo,
first one MB, which fills every queue, then the whole length, and prints one JSON
line with the peak of resident memory of both.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

IN_CAPS = "audio/x-raw,format=S16LE,rate=48000,channels=2"
OUT_CAPS = "audio/x-raw,format=S16LE,rate=16000,channels=1"
IN_BYTES_PER_S = 48000 * 4
IDLE_BYTES = 1 << 20
TARGET_GROWTH_BYTES = 64 << 20
MANIFEST = {
    "version": "v1",
    "metadata": {"name": "long-stream"},
    "nodes": [
        {"id": "vad", "node_type": "VAD"},
        {"id": "transform", "node_type": "AudioTransform",
         "params": {"output_sample_rate": 16000, "output_channels": 1}},
        {"id": "format", "node_type": "FormatConverterNode", "params": {"target_format": "i16"}},
    ],
    "connections": [{"from": "vad", "to": "transform"}, {"from": "transform", "to": "format"}],
}


def run(rmg, manifest, n_bytes):
    """Return the peak of resident bytes and the wall time in seconds."""
    start = time.monotonic()
    with subprocess.Popen(["head", "-c", str(n_bytes), "/dev/zero"],
                          stdout=subprocess.PIPE) as source, subprocess.Popen(
            [rmg, "run", manifest, "-q", "-i", "-", "--caps", IN_CAPS,
             "-O", "-", "--output-caps", OUT_CAPS],
            stdin=source.stdout, stdout=subprocess.DEVNULL) as process:
        source.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"rmg ended with {process.returncode}")
    return usage.ru_maxrss * 1024, time.monotonic() - start


def main():
    top = pathlib.Path(os.path.abspath(__file__)).parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", type=pathlib.Path, default=top / "build")
    parser.add_argument("--gigabytes", type=float, default=10.0)
    options = parser.parse_args()
    n_bytes = round(options.gigabytes * 1e9) // 4 * 4

    with tempfile.TemporaryDirectory() as folder:
        manifest = pathlib.Path(folder) / "manifest.json"
        manifest.write_text(json.dumps(MANIFEST), encoding="utf-8")
        rmg = str(options.build / "gst/tools/rmg")
        run(rmg, str(manifest), IDLE_BYTES)  # may scan plugins, which needs memory
        idle_bytes, _ = run(rmg, str(manifest), IDLE_BYTES)
        peak_bytes, wall_s = run(rmg, str(manifest), n_bytes)
    print(json.dumps({
        "case": "long raw stream",
        "bytes": n_bytes,
        "idle_peak_bytes": idle_bytes,
        "peak_bytes": peak_bytes,
        "growth_bytes": peak_bytes - idle_bytes,
        "target_growth_bytes": TARGET_GROWTH_BYTES,
        "wall_s": round(wall_s, 2),
        "times_real_time": round(n_bytes / IN_BYTES_PER_S / wall_s),
    }))


if __name__ == "__main__":
    main()
