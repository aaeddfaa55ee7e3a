#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_demo.py SOURCE BUILD: the demo detects the speech and writes its files."""

import contextlib
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import unittest
import wave

import blocks

SOURCE = pathlib.Path(sys.argv[1])
BUILD = pathlib.Path(sys.argv[2])
EDGE_TOLERANCE_S = 0.15  # delay and hangover of the decision
RATE_HZ = 16000
TIMEOUT_S = 60
BEFORE_INTERRUPT_BYTES = 4 << 20
RIFF_LENGTH_AT = 4  # the length counts the bytes after this field
UNKNOWN = 0xFFFFFFFF
ENDLESS_WAV_HEADER = (
    struct.pack("<4sI4s", b"RIFF", UNKNOWN, b"WAVE")
    + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, 48000, 192000, 4, 16)
    + struct.pack("<4sI", b"data", UNKNOWN))


def read_json(name):
    return json.loads((BUILD / "demo" / name).read_text(encoding="utf-8"))


class DemoTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with blocks.clone(SOURCE, BUILD) as folder:
            cls.run_ = blocks.run_shell("./examples/demo.sh -y", folder)
        cls.labels = json.loads(
            (SOURCE / "examples/data/speech.json").read_text(encoding="utf-8"))

    def test_demo_succeeds(self):
        self.assertEqual(self.run_.returncode, 0, self.run_.stderr)

    def test_segments_match_the_labels(self):
        found = read_json("segments.json")
        found = found["segments"] if isinstance(found, dict) else found
        known = self.labels["segments"]
        self.assertEqual(len(found), len(known), found)
        for segment, label in zip(found, known):
            self.assertAlmostEqual(segment["start"], label["start"], delta=EDGE_TOLERANCE_S)
            self.assertAlmostEqual(segment["end"], label["end"], delta=EDGE_TOLERANCE_S)

    def test_sound_is_16_khz_16_bit_mono_of_the_same_length(self):
        with wave.open(str(BUILD / "demo/speech.wav")) as sound:
            shape = (sound.getframerate(), sound.getsampwidth(), sound.getnchannels())
            self.assertEqual(shape, (RATE_HZ, 2, 1))
            self.assertEqual(sound.getnframes(), self.labels["length_s"] * RATE_HZ)

    def test_metrics_name_every_node(self):
        manifest = json.loads((SOURCE / "examples/demo.json").read_text(encoding="utf-8"))
        self.assertEqual({node["node_id"] for node in read_json("metrics.json")["node_metrics"]},
                         {node["id"] for node in manifest["nodes"]})

    def test_table_shows_nodes_and_speed(self):
        for word in ("to-16k-mono", "share", "buffers", "real time"):
            self.assertIn(word, self.run_.stdout)

    def test_pipe_gets_no_progress(self):
        self.assertNotIn("\r", self.run_.stdout + self.run_.stderr)


def feed(pipe, enough):
    """Write an endless recording; set enough after BEFORE_INTERRUPT_BYTES."""
    silence = bytes(64 << 10)
    written = 0
    with contextlib.suppress(BrokenPipeError), open(pipe, "wb", buffering=0) as recording:
        recording.write(ENDLESS_WAV_HEADER)
        while True:
            written += recording.write(silence)
            if written >= BEFORE_INTERRUPT_BYTES:
                enough.set()


class InterruptTest(unittest.TestCase):
    def test_interrupt_leaves_a_file_that_plays(self):
        enough = threading.Event()
        with tempfile.TemporaryDirectory() as name, blocks.clone(SOURCE, BUILD) as folder:
            pipe = pathlib.Path(name, "endless.wav")
            os.mkfifo(pipe)
            threading.Thread(target=feed, args=(pipe, enough), daemon=True).start()
            with subprocess.Popen(
                    ["./examples/demo.sh", "-y", pipe], cwd=folder,
                    env=blocks.environment(BUILD), stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as demo:
                try:
                    self.assertTrue(enough.wait(TIMEOUT_S), "the reader stopped too early")
                    demo.send_signal(signal.SIGINT)
                    _, errors = demo.communicate(timeout=TIMEOUT_S)
                finally:
                    demo.kill()
        self.assertEqual(demo.returncode, 130, errors)
        result = BUILD / "demo/endless.wav"
        with wave.open(str(result)) as sound:
            self.assertGreater(sound.getnframes(), 0)
        length = struct.unpack_from("<I", result.read_bytes(), RIFF_LENGTH_AT)[0]
        self.assertEqual(RIFF_LENGTH_AT + 4 + length, result.stat().st_size)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
