#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Positions of channels from file to file, and channels without positions."""

import random
import struct

import command

RATE_HZ = 16000
N_FRAMES = 8000
PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")
# channels and mask of WAV; a mask of 0 has no positions
LAYOUTS = [(1, 4), (2, 3), (2, 0), (3, 7), (4, 0x33), (4, 0), (6, 0x3f), (6, 0x60f), (6, 0), (8, 0x63f)]


def build(n_channels, mask, samples):
    """An extensible WAV file of 16 bits."""
    frame_bytes = 2 * n_channels
    fmt = struct.pack("<HHIIHHHHI", 0xfffe, n_channels, RATE_HZ, RATE_HZ * frame_bytes,
                      frame_bytes, 16, 22, 16, mask) + PCM_GUID
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack(
        "<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def read(content):
    """Channels, mask (None without one) and samples of a WAV file."""
    offset, n_channels, mask = 12, 0, None
    while offset + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, offset)
        body = content[offset + 8:offset + 8 + size]
        if name == b"fmt ":
            tag, n_channels = struct.unpack_from("<HH", body)
            mask = struct.unpack_from("<I", body, 20)[0] if tag == 0xfffe else None
        if name == b"data":
            return n_channels, mask, body
        offset += 8 + size + size % 2
    raise AssertionError("no samples")


class PositionsTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.manifest([("p", "PassThroughNode")]))

    def write_noise(self, n_channels, mask):
        samples = random.Random(n_channels).randbytes(2 * n_channels * N_FRAMES)
        self.write("in.wav", build(n_channels, mask, samples))
        return samples

    def test_wav_keeps_channels_and_positions(self):
        for n_channels, mask in LAYOUTS:
            with self.subTest(n_channels=n_channels, mask=mask):
                samples = self.write_noise(n_channels, mask)
                self.rmg_ok("run", self.manifest, "-i", "in.wav", "-O", "out.wav", "-q")
                found = read((self.folder / "out.wav").read_bytes())
                self.assertEqual(found[0], n_channels)
                self.assertEqual(found[2], samples)
                if n_channels > 2:
                    self.assertEqual(found[1], mask)

    def test_second_run_reads_the_positions_of_the_first(self):
        for mask in (0x3f, 0x60f):
            with self.subTest(mask=mask):
                self.write_noise(6, mask)
                self.rmg_ok("run", self.manifest, "-i", "in.wav", "-O", "a.wav", "-q")
                self.rmg_ok("run", self.manifest, "-i", "a.wav", "-O", "b.mp3", "-q")

    def test_unpositioned_channels_keep_their_order_in_flac(self):
        for n_channels in (2, 3, 4, 5, 6, 8):
            with self.subTest(n_channels=n_channels):
                samples = self.write_noise(n_channels, 0)
                self.rmg_ok("run", self.manifest, "-i", "in.wav", "-O", "a.flac", "-q")
                self.rmg_ok("run", self.manifest, "-i", "a.flac", "-O", "b.raw", "-q")
                self.assertEqual((self.folder / "b.raw").read_bytes(), samples)

    def test_unpositioned_channels_are_encoded(self):
        for n_channels in (2, 4, 6):
            for suffix in ("ogg", "opus"):
                with self.subTest(n_channels=n_channels, suffix=suffix):
                    self.write_noise(n_channels, 0)
                    self.rmg_ok("run", self.manifest, "-i", "in.wav", "-O", f"a.{suffix}", "-q")

    def test_unpositioned_channels_are_not_mixed(self):
        self.write_noise(4, 0)
        run = self.rmg("run", self.manifest, "-i", "in.wav", "-O", "a.mp3")
        self.assertEqual(run.returncode, 1)
        self.assertFalse((self.folder / "a.mp3").exists())

    def test_loss_is_a_warning_and_a_success(self):
        self.write_noise(6, 0x3f)
        run = self.rmg_ok("run", self.manifest, "-i", "in.wav", "-O", "a.mp3", "-o", "json")
        self.assertIn(b"6 channels become 2", run.stderr + run.stdout)
        self.assertIn(b'"status": "success"', run.stdout)

    def test_loss_that_is_certain_is_found_by_validate(self):
        path = self.write("v.json", command.manifest([
            ("in", "MediaReaderNode", {"path": "in.wav"}),
            ("f", "FormatConverterNode", {"target_format": "i32"}),
            ("out", "MediaWriterNode", {"output_path": "a.mp3"})]))
        self.write_noise(2, 3)
        run = self.rmg("validate", path)
        self.assertEqual(run.returncode, 0)
        self.assertIn(b"32 bits become 16", run.stdout)


if __name__ == "__main__":
    command.main()
