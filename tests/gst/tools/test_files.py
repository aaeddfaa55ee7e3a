#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Files that appear late, are in use, or change while they are read."""

import fcntl
import os
import signal
import subprocess
import threading
import unittest

import command

N_FRAMES = 16000
LONG_RATE_HZ = 192000  # some buffers of the parser a second
LONG = bytes(n * n % 251 for n in range(2 * LONG_RATE_HZ))


class FilesTest(command.CommandTest):
    def write_manifest(self, path, retry=None, realtime=False):
        document = command.manifest([
            ("r", "MediaReaderNode", {"path": str(path), "realtime": realtime}),
            ("w", "MediaWriterNode", {"output_path": "out.wav"})])
        if retry is not None:
            document["nodes"][0]["retry"] = retry
        return self.write("m.json", document)

    def start(self, *words, **options):
        run = subprocess.Popen([command.RMG, "run", self.write_manifest(*words, **options), "-q"],
                               cwd=self.folder, stderr=subprocess.PIPE)
        self.addCleanup(run.stderr.close)
        self.addCleanup(run.wait, command.TIMEOUT_S)
        self.addCleanup(run.kill)
        return run

    def assert_output(self, run, samples):
        _, errors = run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual((run.returncode, errors), (0, b""))
        self.assertEqual((self.folder / "out.wav").read_bytes()[44:], samples)

    def assert_one_error(self, *reasons, **options):
        run = self.rmg("run", self.write_manifest("in.wav", **options), "-q")
        errors = [line for line in run.stderr.decode().splitlines() if line.startswith("rmg: ")]
        self.assertEqual((run.returncode, len(errors)), (1, 1), run.stderr)
        for reason in reasons:
            self.assertIn(reason, errors[0])

    def test_missing_file_is_one_error_at_once(self):
        self.assert_one_error('Could not read "in.wav": No such file or directory.')

    def test_directory_is_one_error(self):
        (self.folder / "in.wav").mkdir()
        self.assert_one_error("Is a directory")

    @unittest.skipIf(command.is_root(), "root reads every file")
    def test_file_without_permission_is_one_error(self):
        self.write("in.wav", command.wav(command.tone(N_FRAMES))).chmod(0)
        self.assert_one_error("Permission denied")

    def test_file_that_never_appears_is_given_up_after_its_retries(self):
        self.assert_one_error("No such file", "3 attempts", retry={
            "on": ["not-found"], "max_retries": 2, "backoff_ms": 1})

    def test_file_that_appears_late_is_read(self):
        run = self.start("in.wav", {"on": ["not-found"], "max_retries": 1000, "backoff_ms": 20,
                                    "multiplier": 1})
        # The hidden draft of the output shows that the run has begun.
        while not list(self.folder.glob(".out.wav.*")):
            self.assertIsNone(run.poll())
        self.write("part", command.wav(command.tone(N_FRAMES)))
        (self.folder / "part").rename(self.folder / "in.wav")
        self.assert_output(run, command.tone(N_FRAMES))

    def test_file_in_use_is_read_when_it_is_free(self):
        path = self.write("in.wav", command.wav(command.tone(N_FRAMES)))
        file = os.open(path, os.O_RDWR)
        self.addCleanup(os.close, file)
        broken = threading.Event()
        before = signal.signal(signal.SIGIO, lambda *_: broken.set())
        self.addCleanup(signal.signal, signal.SIGIO, before)
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        except OSError as error:
            self.skipTest(f"no leases here: {error}")
        run = self.start(path, {"max_retries": 1000, "backoff_ms": 20, "multiplier": 1})
        self.assertTrue(broken.wait(command.TIMEOUT_S))
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        self.assert_output(run, command.tone(N_FRAMES))

    def start_slow(self):
        """Return a run that reads for some time yet, and the path of its file."""
        path = self.write("in.wav", command.wav(LONG, rate_hz=LONG_RATE_HZ))
        run = self.start(path, realtime=True)
        while not any(draft.stat().st_size for draft in self.folder.glob(".out.wav.*")):
            self.assertIsNone(run.poll())
        return run, path

    def test_file_that_vanishes_is_read_to_its_end(self):
        run, path = self.start_slow()
        path.unlink()
        self.assert_output(run, LONG)

    def test_file_that_is_replaced_is_read_to_its_end(self):
        run, path = self.start_slow()
        self.write("other", command.wav(bytes(len(LONG))))
        (self.folder / "other").rename(path)
        self.assert_output(run, LONG)

    def test_file_that_grows_is_read_to_its_announced_end(self):
        run, path = self.start_slow()
        with path.open("ab") as file:
            file.write(bytes(1000))
        self.assert_output(run, LONG)


if __name__ == "__main__":
    command.main()
