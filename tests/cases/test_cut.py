#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The output of a resampler does not depend on the sizes of its input buffers."""

import random
import subprocess

import command

N_FRAMES = 12000
SAMPLES = random.Random(1).randbytes(2 * N_FRAMES)
CAPS = "audio/x-raw,format=S16LE,rate={},channels=1"
PAIRS_HZ = ((48000, 16000), (48000, 8000), (44100, 16000), (96000, 8000), (192000, 44100),
            (384000, 8000), (8000, 48000), (16000, 16000))


class CutTest(command.CommandTest):
    def resample_cut(self, n_frames):
        """Return 48 kHz noise at 16 kHz, resampled in buffers of n_frames."""
        path = self.write("m.json", command.manifest([
            ("cut", "AudioBuffer", {"buffer_size_samples": n_frames}),
            ("rate", "AudioResampleNode", {"target_sample_rate": 16000})]))
        return self.rmg_ok("run", path, "-i", "-", "-q", "-O", "-", "--caps", CAPS.format(48000),
                           "--output-caps", CAPS.format(16000), stdin=SAMPLES).stdout

    def test_manifest_with_any_buffer_size_outputs_the_same_bytes(self):
        whole = self.resample_cut(N_FRAMES)
        self.assertEqual(len(whole), 2 * N_FRAMES // 3)
        for n_frames in (4096, 480, 128, 64, 32, 7, 1):
            with self.subTest(n_frames=n_frames):
                self.assertEqual(self.resample_cut(n_frames), whole)

    def count_output(self, in_hz, out_hz, n_frames):
        words = (f"fdsrc blocksize={2 * n_frames} ! {CAPS.format(in_hz)},layout=interleaved"
                 f" ! rmgresample rate={out_hz} ! fdsink").split()
        run = subprocess.run(["gst-launch-1.0", "-q", *words], input=SAMPLES,
                             capture_output=True, timeout=command.TIMEOUT_S, check=True)
        return len(run.stdout) // 2

    def test_element_with_small_buffers_outputs_every_frame(self):
        for in_hz, out_hz in PAIRS_HZ:
            for n_frames in (1, 32, 256, 1024):
                with self.subTest(in_hz=in_hz, out_hz=out_hz, n_frames=n_frames):
                    self.assertEqual(self.count_output(in_hz, out_hz, n_frames),
                                     -(-N_FRAMES * out_hz // in_hz))


if __name__ == "__main__":
    command.main()
