#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run on a stream that is longer than any memory: held memory stays constant."""

import os
import subprocess

import command

LONG_BYTES = 1 << 30
SHORT_BYTES = 1 << 20  # enough to fill every queue of the pipeline
CHUNK = bytes(1 << 20)
MARGIN_BYTES = 64 << 20
IN_CAPS = "audio/x-raw,format=S16LE,rate=48000,channels=2"
OUT_CAPS = "audio/x-raw,format=S16LE,rate=16000,channels=1"
IN_FRAME_BYTES = 4
OUT_FRAME_BYTES = 2
DECIMATION = 3
NODES = [("vad", "VAD"),
         ("transform", "AudioTransform", {"output_sample_rate": 16000, "output_channels": 1}),
         ("format", "FormatConverterNode", {"target_format": "i16"})]


class LongStreamTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.manifest(NODES))

    def measure_peak_bytes(self, n_bytes):
        """Pipe silence through the command; return the most memory it ever had."""
        with open(self.folder / "out.raw", "wb") as out, subprocess.Popen(
                [command.RMG, "run", str(self.manifest), "-q", "-i", "-", "--caps", IN_CAPS,
                 "-O", "-", "--output-caps", OUT_CAPS],
                stdin=subprocess.PIPE, stdout=out) as process:
            for _ in range(n_bytes // len(CHUNK)):
                process.stdin.write(CHUNK)
            process.stdin.close()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        n_frames = -(-(n_bytes // IN_FRAME_BYTES) // DECIMATION)  # rounded up
        self.assertEqual((self.folder / "out.raw").stat().st_size, n_frames * OUT_FRAME_BYTES)
        return usage.ru_maxrss * 1024

    def test_pipe_of_1_gb_takes_no_more_memory_than_of_1_mb(self):
        self.measure_peak_bytes(SHORT_BYTES)  # may look for plugins, which takes memory
        short = self.measure_peak_bytes(SHORT_BYTES)
        long = self.measure_peak_bytes(LONG_BYTES)
        self.assertLess(long, short + MARGIN_BYTES)


if __name__ == "__main__":
    command.main()
