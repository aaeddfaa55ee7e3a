#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A writer without space: one error that names the file, and its data plays. A limit on
the size of files takes the place of a full disk."""

import resource
import signal
import subprocess

import command

MAX_BYTES = 8000
N_FRAMES = 160000
PLAYABLE = ("wav", "flac", "mp3", "ogg", "opus", "raw")


def limit_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_BYTES, MAX_BYTES))


class FullDiskTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.manifest([("p", "PassThroughNode")]))
        self.write("in.wav", command.wav(command.tone(N_FRAMES)))

    def fill(self, suffix):
        """Write until there is no space; return the file."""
        run = subprocess.run(
            [command.RMG, "run", self.manifest, "-i", "in.wav", "-O", f"out.{suffix}", "-q"],
            cwd=self.folder, capture_output=True, preexec_fn=limit_files,
            timeout=command.TIMEOUT_S, check=False)
        if b"not installed" in run.stderr:
            self.skipTest(f"no encoder of {suffix}")
        errors = [line for line in run.stderr.decode().splitlines() if line.startswith("rmg: ")]
        self.assertEqual((run.returncode, len(errors)), (1, 1), run.stderr)
        self.assertIn(f'The data before that is in "out.{suffix}"', errors[0])
        path = self.folder / f"out.{suffix}"
        self.assertGreater(path.stat().st_size, MAX_BYTES // 2)
        return path

    def count_frames(self, path):
        words = ["--caps", command.RAW_CAPS] if path.suffix == ".raw" else []
        run = self.rmg("run", self.manifest, "-i", path, "-O", "again.raw", "-q", *words,
                       "--output-caps", command.RAW_CAPS)
        self.assertEqual(run.returncode, 0, run.stderr)
        return (self.folder / "again.raw").stat().st_size // 2

    def test_part_that_was_written_plays(self):
        for suffix in PLAYABLE:
            with self.subTest(suffix=suffix):
                n_frames = self.count_frames(self.fill(suffix))
                self.assertGreater(n_frames, 1000)
                self.assertLess(n_frames, N_FRAMES)

    def test_mp4_without_its_index_is_named(self):
        self.fill("m4a")


if __name__ == "__main__":
    command.main()
