# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The command under test, and manifests and recordings for it."""

import array
import json
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

RMG = str(pathlib.Path(sys.argv[1]).resolve())
DATA = pathlib.Path(sys.argv[2])
TIMEOUT_S = 60
RATE_HZ = 16000
RAW_CAPS = f"audio/x-raw,format=S16LE,rate={RATE_HZ},channels=1"


class CommandTest(unittest.TestCase):
    """Each test has a folder of its own, in which the command runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def rmg(self, *words, stdin=b"", timeout_s=TIMEOUT_S):
        """Run to the end; the output is bytes."""
        return subprocess.run([RMG, *map(str, words)], cwd=self.folder, input=stdin,
                              capture_output=True, timeout=timeout_s, check=False)

    def rmg_ok(self, *words, stdin=b""):
        run = self.rmg(*words, stdin=stdin)
        self.assertEqual(run.returncode, 0, run.stderr.decode())
        return run

    def rmg_json(self, *words, stdin=b""):
        """Everything on standard output is one document."""
        return json.loads(self.rmg_ok(*words, stdin=stdin).stdout)

    def write(self, name, content):
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content),
                            encoding="utf-8")
        return path


def manifest(nodes, connections=None):
    """nodes: (id, type, params); connected in this order by default."""
    ids = [node[0] for node in nodes]
    pairs = zip(ids, ids[1:]) if connections is None else connections
    return {
        "version": "v1",
        "metadata": {"name": "test"},
        "nodes": [{"id": node[0], "node_type": node[1],
                   "params": node[2] if len(node) > 2 else {}} for node in nodes],
        "connections": [{"from": a, "to": b} for a, b in pairs],
    }


def values():
    """Doubles and adds one."""
    return manifest([("double", "MultiplyNode", {"factor": 2}), ("inc", "AddNode", {"addend": 1})])


def speech():
    return manifest([("vad", "VADNode"), ("pass", "PassThroughNode")])


def resampler(rate_hz=8000):
    return manifest([
        ("resample", "AudioResampleNode", {"target_sample_rate": rate_hz}),
        ("format", "FormatConverterNode", {"target_format": "i16"})])


def tone(n_frames, amplitude=0.5, frequency_hz=440.0):
    """S16LE, mono, RATE_HZ."""
    return array.array("h", (
        round(32767 * amplitude * math.sin(2 * math.pi * frequency_hz * n / RATE_HZ))
        for n in range(n_frames))).tobytes()


def bursts():
    """1 s of silence, 1 s of tone, 1 s of silence."""
    silence = bytes(2 * RATE_HZ)
    return silence + tone(RATE_HZ) + silence


def wav(samples, rate_hz=RATE_HZ, n_channels=1, bits=16, claimed_bytes=None, tag=1):
    """A WAV file that may claim another length than it has."""
    frame_bytes = n_channels * bits // 8
    n_bytes = len(samples) if claimed_bytes is None else claimed_bytes
    return (struct.pack("<4sI4s4sIHHIIHH", b"RIFF", (n_bytes + 36) & 0xFFFFFFFF, b"WAVE",
                        b"fmt ", 16, tag, n_channels, rate_hz, rate_hz * frame_bytes,
                        frame_bytes, bits)
            + struct.pack("<4sI", b"data", n_bytes) + samples)


def is_root():
    return os.geteuid() == 0


def main():
    unittest.main(argv=sys.argv[:1])
