#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Recordings that are damaged or odd: the right output, or one clear error."""

import array
import contextlib
import math
import shutil
import subprocess
import unittest
import wave

import command

SMALL_DISK = "size=64k"


class BadMediaTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.resampler())

    def convert(self, content, name="in.wav"):
        path = self.write(name, content)
        return self.rmg("run", self.manifest, "-i", path, "-O", "out.wav", "-q")

    def assert_frames(self, run, n_frames):
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        with wave.open(str(self.folder / "out.wav")) as sound:
            self.assertEqual(sound.getnframes(), n_frames)

    def assert_one_error(self, run, *codes):
        self.assertIn(run.returncode, codes, run.stderr)
        self.assertEqual(run.stderr.count(b"rmg: "), 1, run.stderr)

    def test_wav_with_too_large_size_outputs_its_samples(self):
        content = command.wav(command.tone(16000), claimed_bytes=1 << 30)
        self.assert_frames(self.convert(content), 8000)

    def test_truncated_wav_outputs_its_samples(self):
        content = command.wav(command.tone(16000))[:44 + 16000]
        self.assert_frames(self.convert(content), 4000)

    def test_truncated_wav_is_a_warning_with_both_lengths(self):
        path = self.write("in.wav", command.wav(command.tone(16000))[:44 + 16000])
        run = self.rmg("run", self.manifest, "-i", path, "-O", "out.wav")
        warnings = [line for line in run.stderr.decode().splitlines() if "warning" in line]
        self.assertEqual(run.returncode, 0)
        self.assertEqual(warnings, ["warning: reader: The file ends after 0.500 of 1.000 s."])

    def test_truncated_wav_is_incomplete_in_json(self):
        path = self.write("in.wav", command.wav(command.tone(16000))[:44 + 16000])
        document = self.rmg_json("run", self.manifest, "-i", path, "-O", "out.wav", "-o", "json",
                                 "-q")
        self.assertEqual(document["status"], "incomplete")
        self.assertEqual([warning["element"] for warning in document["warnings"]], ["reader"])

    def test_whole_wav_is_a_success_in_json(self):
        path = self.write("in.wav", command.wav(command.tone(16000)))
        document = self.rmg_json("run", self.manifest, "-i", path, "-O", "out.wav", "-o", "json",
                                 "-q")
        self.assertEqual((document["status"], document["warnings"]), ("success", []))

    def test_output_that_is_the_input_is_refused_and_kept(self):
        content = command.wav(command.tone(16000))
        path = self.write("in.wav", content)
        (self.folder / "link.wav").symlink_to(path)
        for output in ("in.wav", "./in.wav", "link.wav"):
            with self.subTest(output=output):
                run = self.rmg("run", self.manifest, "-i", path, "-O", output, "-q")
                self.assert_one_error(run, 3)
                self.assertEqual(path.read_bytes(), content)

    def test_failed_run_leaves_an_earlier_result(self):
        self.write("out.wav", b"earlier")
        self.assert_one_error(self.convert(b"no sound at all\n" * 100), 1)
        self.assertEqual((self.folder / "out.wav").read_bytes(), b"earlier")

    def test_empty_file_is_one_error(self):
        self.assert_one_error(self.convert(b""), 1)

    def test_text_is_one_error(self):
        self.assert_one_error(self.convert(b"no sound at all\n" * 100), 1)

    def test_wav_without_samples_produces_one_without_samples(self):
        self.assert_frames(self.convert(command.wav(b"")), 0)

    def test_wav_header_alone_is_one_error(self):
        run = self.convert(command.wav(b"")[:20])
        self.assert_one_error(run, 1)
        # decodebin drops the parser's own text if it comes before both are connected
        self.assertNotIn(b"no sound", run.stderr)

    def test_nan_becomes_silence(self):
        samples = array.array("f", [math.nan] * 16000).tobytes()
        self.assert_frames(self.convert(command.wav(samples, bits=32, tag=3)), 8000)
        with wave.open(str(self.folder / "out.wav")) as sound:
            self.assertEqual(sound.readframes(8000), bytes(16000))

    def test_truncated_mp3_outputs_its_samples(self):
        if not make_mp3(self.write("full.wav", command.wav(command.tone(32000))),
                        self.folder / "full.mp3"):
            raise unittest.SkipTest("no MP3 encoder")
        content = (self.folder / "full.mp3").read_bytes()
        run = self.convert(content[:len(content) // 2 + 7], "in.mp3")
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        with wave.open(str(self.folder / "out.wav")) as sound:
            self.assertAlmostEqual(sound.getnframes(), 8000, delta=1200)

    def test_full_disk_is_one_error(self):
        with small_disk(self.folder / "disk") as disk:
            path = self.write("in.wav", command.wav(command.tone(160000)))
            run = self.rmg("run", self.manifest, "-i", path, "-O", disk / "out.wav", "-q")
        self.assert_one_error(run, 1)
        self.assertRegex(run.stderr.decode().lower(), "space|full")

    def test_rate_change_in_mid_file_produces_all_of_it(self):
        if shutil.which("oggenc") is None:
            raise unittest.SkipTest("no oggenc")
        parts = [make_ogg(self.folder, rate_hz) for rate_hz in (16000, 48000)]
        run = self.convert(b"".join(parts), "in.ogg")
        # The decoder outputs one frame more than the input of the encoder at 48 kHz.
        self.assert_frames(run, 2 * 8000 + 1)


def make_mp3(source, target):
    words = ["gst-launch-1.0", "-q", "filesrc", f"location={source}", "!", "wavparse", "!",
             "audioconvert", "!", "lamemp3enc", "!", "filesink", f"location={target}"]
    run = subprocess.run(words, capture_output=True, timeout=command.TIMEOUT_S, check=False)
    return run.returncode == 0


def make_ogg(folder, rate_hz):
    """One second of silence, as one link of a chain."""
    source, target = folder / "part.wav", folder / "part.ogg"
    source.write_bytes(command.wav(bytes(2 * rate_hz), rate_hz=rate_hz))
    subprocess.run(["oggenc", "-Q", "-s", str(rate_hz), "-o", target, source],
                   timeout=command.TIMEOUT_S, check=True)
    return target.read_bytes()


@contextlib.contextmanager
def small_disk(folder):
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", SMALL_DISK, "tmpfs", folder]
    if not command.is_root() or subprocess.run(
            mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise unittest.SkipTest("needs the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


if __name__ == "__main__":
    command.main()
