#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Sample formats that recorders and editors write reach every node, and rates stay."""

import random
import re
import subprocess

import command
import media

RATE_HZ = 48000
N_FRAMES = 4800
FORMATS = {"S8": 8, "U8": 8, "S16LE": 16, "S16BE": 16, "S24LE": 24, "S24BE": 24, "S24_32LE": 32,
           "S24_32BE": 32, "S32LE": 32, "S32BE": 32, "F32LE": 32, "F32BE": 32, "F64LE": 64,
           "F64BE": 64}
NODES = {
    "resample": ("rate", "AudioResampleNode", {"target_sample_rate": 16000}),
    "stereo": ("both", "AudioTransform", {"output_sample_rate": 44100, "output_channels": 2}),
    "vad": ("vad", "VAD", {}),
}


class FormatsTest(command.CommandTest):
    def run_node(self, node, *words):
        path = self.write("m.json", command.manifest([NODES[node]]))
        run = self.rmg_ok("run", path, *words, "-O", "out.wav", "-q")
        self.assertEqual(run.stderr, b"")
        return media.read_wav((self.folder / "out.wav").read_bytes())

    def test_wav_of_any_depth_reaches_any_node(self):
        for bits in (8, 16, 24, 32):
            for n_channels in (1, 2):
                sound = media.Sound(RATE_HZ, n_channels, bits, samples=bytes(
                    N_FRAMES * n_channels * bits // 8))
                path = self.write("in.wav", media.build_wav(sound))
                for node in NODES:
                    with self.subTest(bits=bits, n_channels=n_channels, node=node):
                        result = self.run_node(node, "-i", path)
                        expected_hz = {"resample": 16000, "stereo": 44100}.get(node, RATE_HZ)
                        self.assertEqual(result.rate_hz, expected_hz)
                        self.assertEqual(result.n_frames, N_FRAMES * expected_hz // RATE_HZ)

    def test_raw_samples_of_any_format_reach_any_node(self):
        noise = random.Random(2).randbytes(8 * N_FRAMES)
        for name, bits in FORMATS.items():
            path = self.write("in.raw", noise[:N_FRAMES * bits // 8] if name[0] != "F"
                              else bytes(N_FRAMES * bits // 8))
            for node in NODES:
                with self.subTest(format=name, node=node):
                    caps = f"audio/x-raw,format={name},rate={RATE_HZ},channels=1"
                    result = self.run_node(node, "-i", path, "--caps", caps)
                    self.assertGreater(result.n_frames, 0)

    def test_rate_that_the_encoder_takes_is_not_resampled(self):
        for rate_hz in (8000, 12000, 16000, 24000, 48000):
            words = (f"audiotestsrc num-buffers=5 ! audio/x-raw,format=S16LE,rate={rate_hz},"
                     "channels=1 ! rmgconvert ! rmgresample name=r ! opusenc ! fakesink").split()
            run = subprocess.run(["gst-launch-1.0", "-v", *words], capture_output=True, text=True,
                                 timeout=command.TIMEOUT_S, check=True)
            rates_hz = re.findall(r"r\.GstPad:src: caps = .*rate=\(int\)(\d+)", run.stdout)
            with self.subTest(rate_hz=rate_hz):
                self.assertEqual(rates_hz, [str(rate_hz)])


if __name__ == "__main__":
    command.main()
