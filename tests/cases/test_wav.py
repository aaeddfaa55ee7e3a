#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""WAV files that recorders write: odd sizes, more than 2 GiB, channels without positions."""

import array
import os
import struct
import subprocess

import command
import media

LONG_BYTES = 2_200_000_000
N_FRAMES = 15999


def odd_sounds():
    """Sounds of an odd number of bytes, by name."""
    return {
        "u8": media.Sound(16000, 1, 8, samples=bytes(128 + n % 50 for n in range(N_FRAMES))),
        "s24": media.Sound(16000, 1, 24, samples=bytes(n % 64 for n in range(3 * N_FRAMES))),
        "s24x3": media.Sound(16000, 3, 24, samples=bytes(n % 64 for n in range(9 * N_FRAMES))),
        "mulaw": media.Sound(8000, 1, 8, media.MULAW, bytes(n % 255 for n in range(N_FRAMES))),
    }


def long_header(magic, n_bytes):
    fmt = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16)
    if magic == b"RIFF":
        return (magic + struct.pack("<I", n_bytes + 36) + b"WAVE" + fmt
                + b"data" + struct.pack("<I", n_bytes))
    sizes = struct.pack("<IQQQI", 28, n_bytes + 72, n_bytes, n_bytes // 4, 0)
    return magic + b"\xff" * 4 + b"WAVEds64" + sizes + fmt + b"data" + b"\xff" * 4


def build_aiff(samples):
    """Return an AIFF file of big-endian 16-bit samples, mono, 16 kHz."""
    rate = struct.pack(">HQ", 16383 + 13, 16000 << 50)  # 80-bit extended
    comm = struct.pack(">HIH", 1, len(samples) // 2, 16) + rate
    body = (b"AIFFCOMM" + struct.pack(">I", len(comm)) + comm
            + b"SSND" + struct.pack(">III", len(samples) + 8, 0, 0) + samples)
    return b"FORM" + struct.pack(">I", len(body)) + body


class WavTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.manifest([("pass", "PassThroughNode")]))

    def count_frames(self, sound, *words, stdin=b""):
        run = self.rmg_ok("run", self.manifest, *words, "-O", "-", "-q", "--output-caps",
                          "audio/x-raw,format=S16LE", stdin=stdin)
        self.assertEqual(run.stderr, b"")
        return len(run.stdout) // 2 // sound.n_channels

    def test_odd_number_of_bytes_is_read_whole(self):
        for name, sound in odd_sounds().items():
            for pad in (True, False):
                content = media.build_wav(sound, pad=pad)
                with self.subTest(name=name, pad=pad):
                    path = self.write("in.wav", content)
                    self.assertEqual(self.count_frames(sound, "-i", path), N_FRAMES)
                    self.assertEqual(self.count_frames(sound, "-i", "-", stdin=content),
                                     N_FRAMES)

    def test_chunk_after_an_odd_number_of_bytes_is_no_sound(self):
        sound = odd_sounds()["u8"]
        path = self.write("in.wav", media.build_wav(sound) + b"LIST\x04\x00\x00\x00INFO")
        self.assertEqual(self.count_frames(sound, "-i", path), N_FRAMES)

    def test_big_endian_and_64_bit_headers_are_read_from_pipes(self):
        sound = media.Sound(16000, 1, 16, samples=command.tone(1600))
        swapped = array.array("h", sound.samples)
        swapped.byteswap()
        long = media.Sound(16000, 1, 16, samples=swapped.tobytes())
        contents = {
            "RIFX": media.build_wav(long, magic=b"RIFX"),
            "BW64": media.build_wav(sound, magic=b"BW64"),
            "AIFF": build_aiff(swapped.tobytes()),
        }
        for name, content in contents.items():
            with self.subTest(name=name):
                run = self.rmg_ok("run", self.manifest, "-i", "-", "-O", "-", "-q",
                                  "--output-caps", "audio/x-raw,format=S16LE", stdin=content)
                self.assertEqual(run.stdout, sound.samples)

    def count_long(self, magic):
        """Return the number of bytes that the command outputs of a sparse file of LONG_BYTES."""
        path = self.folder / "long.wav"
        header = long_header(magic, LONG_BYTES)
        path.write_bytes(header)
        os.truncate(path, len(header) + LONG_BYTES)
        with subprocess.Popen(
                [command.RMG, "run", self.manifest, "-i", path, "-O", "-", "-q", "--output-caps",
                 "audio/x-raw,format=S16LE"], stdout=subprocess.PIPE) as process:
            n_bytes = sum(len(part) for part in iter(lambda: process.stdout.read(1 << 20), b""))
        self.assertEqual(process.returncode, 0)
        return n_bytes

    def test_more_than_2_gib_are_read_whole(self):
        for magic in (b"RIFF", b"RF64"):
            with self.subTest(magic=magic):
                self.assertEqual(self.count_long(magic), LONG_BYTES)

    def test_channels_without_positions_are_processed(self):
        manifest = self.write("mono.json", command.manifest([
            ("vad", "VAD"),
            ("mono", "AudioTransform", {"output_sample_rate": 16000, "output_channels": 1})]))
        tone = command.tone(1600)
        frames = [tone[at:at + 2] for at in range(0, len(tone), 2)]
        for n_channels in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64):
            sound = media.Sound(16000, n_channels, 16,
                                samples=b"".join(frame * n_channels for frame in frames))
            path = self.write("in.wav", media.build_wav(sound))
            with self.subTest(n_channels=n_channels):
                run = self.rmg_ok("run", manifest, "-i", path, "-O", "out.wav", "-q")
                self.assertEqual(run.stderr, b"")
                result = media.read_wav((self.folder / "out.wav").read_bytes())
                self.assertEqual((result.n_channels, result.n_frames), (1, 1600))


if __name__ == "__main__":
    command.main()
