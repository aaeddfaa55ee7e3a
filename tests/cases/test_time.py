#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Where speech is: without time stamps, at the end of a recording, in opposite channels."""

import array
import csv
import math
import subprocess

import command

RATE_HZ = command.RATE_HZ
ONSET = 3 * RATE_HZ // 10
N_FRAMES = 16304  # no multiple of a frame: 1.019 s
CAPS = f"audio/x-raw,format=S16LE,rate={RATE_HZ},channels={{}}"


def speech(offset=0.0):
    """Silence, then sound up to the last sample, about the offset."""
    silence = [round(32767 * offset)] * ONSET
    return array.array("h", silence + [
        round(32767 * (offset + 0.3 * math.sin(2 * math.pi * 440 * n / RATE_HZ)))
        for n in range(N_FRAMES - ONSET)])


class TimeTest(command.CommandTest):
    def read_segments(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def run_node(self, node, params, samples, n_channels=1):
        """Return the segments and the number of bytes of output."""
        path = self.write("m.json", command.manifest([("vad", node, params)]))
        caps = CAPS.format(n_channels)
        run = self.rmg_ok("run", path, "-i", "-", "--caps", caps, "-O", "-", "--output-caps", caps,
                          "-q", "--segments", "s.csv", stdin=samples.tobytes())
        return self.read_segments(self.folder / "s.csv"), len(run.stdout)

    def test_speech_up_to_the_end_is_complete_for_any_frame(self):
        for frame_ms in (1, 10, 30, 100, 250):
            with self.subTest(frame_ms=frame_ms):
                segments, _ = self.run_node("VADNode", {"frame_ms": frame_ms}, speech())
                start = ONSET * 1000 // RATE_HZ // frame_ms * frame_ms
                self.assertEqual([(row["start"], row["end"]) for row in segments],
                                 [(f"{start / 1000:.3f}", "1.019")])

    def test_gate_passes_speech_to_the_last_sample(self):
        for frame_ms in (10, 30, 100, 250, 1000):
            with self.subTest(frame_ms=frame_ms):
                segments, n_bytes = self.run_node(
                    "VAD", {"mode": "gate", "frame_ms": frame_ms, "threshold": 0}, speech())
                self.assertEqual([(row["start"], row["end"]) for row in segments],
                                 [("0.000", "1.019")])
                self.assertEqual(n_bytes, 2 * N_FRAMES)

    def test_pipeline_without_time_stamps_reports_times(self):
        words = (f"fdsrc blocksize=320 ! {CAPS.format(1)},layout=interleaved"
                 " ! rmgvad engine=energy ! fakesink").split()
        run = subprocess.run(["gst-launch-1.0", "-m", *words], input=speech().tobytes(),
                             capture_output=True, timeout=command.TIMEOUT_S, check=True)
        reports = [line for line in run.stdout.decode().splitlines() if "rmgvad, event" in line]
        self.assertIn("timestamp=(guint64)300000000, stream-time=(guint64)300000000,"
                      " running-time=(guint64)300000000", reports[0])
        self.assertIn("timestamp=(guint64)1019000000", reports[1])

    def test_opposite_channels_are_found_like_equal_ones(self):
        mono = speech()
        for engine in ("VAD", "VADNode"):
            found = []
            for sign in (1, -1):
                pair = array.array("h", [value for x in mono for value in (x, sign * x)])
                found.append(self.run_node(engine, {}, pair, 2)[0])
            with self.subTest(engine=engine):
                self.assertEqual(*found)
        self.assertEqual(len(found[0]), 1)

    def test_level_has_no_constant_offset(self):
        segments, _ = self.run_node("VADNode", {"energy_threshold": 0.52}, speech(offset=0.5))
        self.assertEqual(len(segments), 1)
        self.assertAlmostEqual(float(segments[0]["level_db"]), 10 * math.log10(0.045), delta=0.1)

    def test_segments_of_two_detectors_have_the_names_of_their_nodes(self):
        self.write("m.json", command.manifest(
            [("fine", "VADNode", {"frame_ms": 10}), ("coarse", "VADNode", {"frame_ms": 100})]))
        self.rmg_ok("run", "m.json", "-i", "-", "--caps", CAPS.format(1), "-O", "out.wav", "-q",
                    "--segments", "s.SRT", stdin=speech().tobytes())
        text = (self.folder / "s.SRT").read_text(encoding="utf-8")
        self.assertIn("speech fine\n", text)
        self.assertIn("speech coarse\n", text)


if __name__ == "__main__":
    command.main()
