#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Coded files: times and lengths to the sample, damage, missing decoders, and no hang."""

import array
import math
import os
import struct
import threading
import unittest

import command

CLICK_S = (0.25, 0.75, 1.9)
LENGTH_S = 2.03
FORMATS = ("mp3", "flac", "ogg", "opus", "m4a")
HANG_S = 20
PREFIXES = (0, 1, 4, 12, 40, 100, 300, 1000, 3000)
PASS = command.manifest([("pass", "PassThroughNode")])
TO_S16 = "audio/x-raw,format=S16LE"


def place_clicks(rate_hz):
    return [round(at_s * rate_hz) for at_s in CLICK_S]


def make_clicks(rate_hz):
    """Return quiet tone with clicks whose greatest sample is at a known place."""
    samples = [round(900 * math.sin(0.05 * n)) for n in range(round(LENGTH_S * rate_hz))]
    for at in place_clicks(rate_hz):
        for n in range(-200, 200):
            samples[at + n] = round(20000 * math.exp(-(n / 60) ** 2 / 2) * math.cos(0.13 * n))
    return array.array("h", samples).tobytes()


def find_clicks(samples, rate_hz):
    """Return the places near the true ones where the clicks correlate best."""
    original = array.array("h", make_clicks(rate_hz))

    def correlate(at, lag):
        return sum(original[at + n] * samples[at + lag + n] for n in range(-300, 300))

    return [at + max(range(-60, 61), key=lambda lag, at=at: correlate(at, lag))
            for at in place_clicks(rate_hz)]


class CodecTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", PASS)

    def encode(self, extension, rate_hz):
        self.write("in.wav", command.wav(make_clicks(rate_hz), rate_hz=rate_hz))
        run = self.rmg("run", self.manifest, "-i", "in.wav", "-O", f"in.{extension}", "-q")
        if b"not installed" in run.stderr:
            self.skipTest(f"no encoder of {extension}")
        self.assertEqual(run.returncode, 0, run.stderr)
        return (self.folder / f"in.{extension}").read_bytes()

    def list_formats(self, rate_hz=48000):
        for extension in FORMATS:
            try:
                yield extension, self.encode(extension, rate_hz)
            except unittest.SkipTest:
                continue

    def decode(self, name, stdin=b""):
        run = self.rmg_ok("run", self.manifest, "-i", name, "-O", "-", "-q",
                          "--output-caps", TO_S16, stdin=stdin)
        return array.array("h", run.stdout)

    def run_json(self, content, extension):
        self.write(f"x.{extension}", content)
        return self.rmg_json("run", self.manifest, "-i", f"x.{extension}", "-O", "out.wav",
                             "-q", "-o", "json")

    def assert_damaged(self, content, extension):
        document = self.run_json(content, extension)
        self.assertEqual(document["status"], "incomplete")
        self.assertEqual({warning["element"] for warning in document["warnings"]}, {"reader"})
        return document["warnings"]

    def assert_exact(self, samples, rate_hz, tolerance=0):
        self.assertLessEqual(abs(len(samples) - round(LENGTH_S * rate_hz)), tolerance)
        for found, expected in zip(find_clicks(samples, rate_hz), place_clicks(rate_hz)):
            self.assertLessEqual(abs(found - expected), 1)


class ExactTest(CodecTest):
    def test_length_and_clicks_are_exact_in_every_format(self):
        for rate_hz in (48000, 16000):
            for extension, content in self.list_formats(rate_hz):
                with self.subTest(extension=extension, rate_hz=rate_hz):
                    # The decoders of Ogg output a part of a block more.
                    tolerance = rate_hz // 25 if extension in ("ogg", "opus") else 0
                    self.assert_exact(self.decode(f"in.{extension}"), rate_hz, tolerance)
                    self.assert_exact(self.decode("-", content), rate_hz, tolerance)

    def test_mp3_at_44100_is_exact(self):
        self.encode("mp3", 44100)
        self.assert_exact(self.decode("in.mp3"), 44100)

    def test_mp3_after_a_tag_is_exact(self):
        tag = b"ID3\x04\x00\x00" + bytes((0, 0, 40, 0)) + bytes(40 * 128)
        self.write("tag.mp3", tag + self.encode("mp3", 44100))
        self.assert_exact(self.decode("tag.mp3"), 44100)

    def test_mp3_without_header_is_not_cut(self):
        content = self.encode("mp3", 48000)
        first = content.index(b"\xff\xfb", 4)
        self.write("bare.mp3", content[first:])
        n_frames = len(self.decode("bare.mp3"))
        self.assertEqual(n_frames % 1152, 0)
        self.assertGreaterEqual(n_frames, LENGTH_S * 48000 + 576)

    def test_two_mp3_files_in_one_are_read_whole(self):
        self.write("two.mp3", self.encode("mp3", 48000) * 2)
        self.assertGreaterEqual(len(self.decode("two.mp3")), 2 * LENGTH_S * 48000)

    def test_mp3_says_its_length(self):
        content = self.encode("mp3", 44100)
        at = next(content.index(name) for name in (b"Xing", b"Info") if name in content)
        flags, frames, n_bytes = struct.unpack(">III", content[at + 4:at + 16])
        added = int.from_bytes(content[at + 120 + 21:at + 120 + 24], "big")
        self.assertEqual((flags, n_bytes), (15, len(content)))
        self.assertEqual(frames * 1152 - (added >> 12) - (added & 0xFFF), round(LENGTH_S * 44100))


class DamageTest(CodecTest):
    def test_whole_file_has_no_warning(self):
        for extension, content in self.list_formats():
            with self.subTest(extension=extension):
                document = self.run_json(content, extension)
                self.assertEqual((document["status"], document["warnings"]), ("success", []))

    def test_file_cut_short_is_a_warning(self):
        for extension, content in self.list_formats():
            if extension == "m4a":  # its index is at the end
                continue
            with self.subTest(extension=extension):
                self.assert_damaged(content[:len(content) * 6 // 10], extension)

    def test_hole_is_a_warning_and_the_rest_is_there(self):
        for extension, content in self.list_formats():
            if extension == "m4a":
                continue
            middle = len(content) // 2
            with self.subTest(extension=extension):
                self.assert_damaged(content[:middle] + bytes(1500) + content[middle + 1500:],
                                    extension)
                samples = self.decode(f"x.{extension}")
                self.assertGreater(len(samples), 0.4 * LENGTH_S * 48000)
                self.assertLessEqual(abs(max(range(18000), key=lambda n: abs(samples[n])) - 12000),
                                     1)
                tail = samples[-12000:]
                self.assertGreater(max(map(abs, tail)), 15000)  # the last click

    def test_garbage_between_mp3_frames_is_a_warning(self):
        content = self.encode("mp3", 48000)
        at = content.index(b"\xff\xfb", len(content) // 2)
        warnings = self.assert_damaged(content[:at] + b"garbage!" * 100 + content[at:], "mp3")
        self.assertIn("damaged at ", warnings[0]["message"])
        self.assertEqual(len(self.decode("x.mp3")), round(LENGTH_S * 48000))


class MissingTest(CodecTest):
    def assert_error(self, name, content, *words):
        self.write(name, content)
        run = self.rmg("run", self.manifest, "-i", name, "-O", "out.wav", "-q")
        text = run.stderr.decode()
        self.assertEqual((run.returncode, text.count("rmg: ")), (1, 1), text)
        for word in words:
            self.assertIn(word, text)

    def test_missing_decoder_is_named_with_its_package(self):
        adpcm = struct.pack("<HHIIHHHH", 0x11, 1, 8000, 4055, 256, 4, 2, 505)
        body = (b"WAVEfmt " + struct.pack("<I", len(adpcm)) + adpcm
                + b"data" + struct.pack("<I", 2560) + bytes(2560))
        self.assert_error("a.wav", b"RIFF" + struct.pack("<I", len(body)) + body,
                          "a.wav", "ADPCM", "gstreamer1.0-plugins-bad")

    def test_missing_demuxer_is_named_with_its_package(self):
        guid = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
        self.assert_error("a.wma", guid + struct.pack("<QI", 5000, 1) + bytes(5000),
                          "a.wma", "asfdemux", "gstreamer1.0-plugins-ugly")

    def test_picture_and_text_have_no_sound(self):
        png = (b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"
               + struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0) + bytes(400))
        self.assert_error("a.png", png, "no sound in a.png", "image/png")
        self.assert_error("a.txt", b"plain words\n" * 200, "no sound in a.txt", "text/plain")

    def test_empty_file_is_named(self):
        self.assert_error("a.mp3", b"", "a.mp3 is empty")

    def test_missing_encoder_is_named_with_its_package(self):
        self.write("in.wav", command.wav(make_clicks(16000)))
        run = self.rmg("run", self.manifest, "-i", "in.wav", "-O", "out.m4a", "-q")
        if run.returncode == 0:
            self.skipTest("the encoder is installed")
        self.assertIn(b"avenc_aac", run.stderr)
        self.assertIn(b"gstreamer1.0-libav", run.stderr)


class HangTest(CodecTest):
    def run_limited(self, name, stdin=b""):
        run = self.rmg("run", self.manifest, "-i", name, "-O", "out.wav", "-q", stdin=stdin,
                       timeout_s=HANG_S)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertEqual(run.stderr.count(b"rmg: "), run.returncode, run.stderr)

    def test_begin_of_a_file_ends(self):
        files = [*self.list_formats(), ("wav", command.wav(bytes(4000)))]
        for extension, content in files:
            for n_bytes in PREFIXES:
                with self.subTest(extension=extension, n_bytes=n_bytes):
                    self.write(f"x.{extension}", content[:n_bytes])
                    self.run_limited(f"x.{extension}")
                    self.run_limited("-", content[:n_bytes])

    def test_pipe_whose_writer_leaves_ends(self):
        for extension, content in self.list_formats():
            path = self.folder / f"pipe.{extension}"
            os.mkfifo(path)
            for n_bytes in (0, 300):
                with self.subTest(extension=extension, n_bytes=n_bytes):
                    writer = threading.Thread(target=path.write_bytes, args=(content[:n_bytes],))
                    writer.start()
                    self.run_limited(path)
                    writer.join(HANG_S)


if __name__ == "__main__":
    command.main()
