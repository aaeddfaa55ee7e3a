#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Outputs never damage an input or an earlier result, and are complete whatever happens."""

import os
import pathlib
import resource
import signal
import struct
import subprocess

import command
import media

FORMATS = ("wav", "flac", "mp3", "ogg", "opus")
OUTPUT_OPTIONS = ("-O", "--segments", "--metrics")


class OutputsTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.manifest([("vad", "VAD")]))
        self.content = command.wav(command.tone(32000))
        self.input = self.write("in.wav", self.content)

    def assert_refused(self, *words):
        run = self.rmg("run", *words, "-q")
        self.assertIn(run.returncode, (1, 2, 3), run.stderr)
        self.assertEqual(run.stderr.count(b"\n"), 1, run.stderr)
        return run.stderr.decode()

    def test_output_that_is_an_input_is_refused(self):
        (self.folder / "link.wav").symlink_to("in.wav")
        (self.folder / "hard.wav").hardlink_to(self.input)
        (self.folder / "here").symlink_to(".")
        manifest = self.manifest.read_bytes()
        names = ("in.wav", "./in.wav", "link.wav", "hard.wav", "here/in.wav", str(self.input))
        for name in names:
            for option in OUTPUT_OPTIONS:
                with self.subTest(name=name, option=option):
                    others = () if option == "-O" else ("-O", "out.wav")
                    self.assert_refused("m.json", "-i", "in.wav", *others, option, name)
                    self.assertEqual(self.input.read_bytes(), self.content)
        for option in OUTPUT_OPTIONS:
            with self.subTest(manifest=option):
                self.assert_refused("m.json", "-i", "in.wav", option, "m.json")
                self.assertEqual(self.manifest.read_bytes(), manifest)

    def test_writer_on_the_path_of_a_reader_is_refused(self):
        path = self.write("both.json", command.manifest([
            ("r", "MediaReaderNode", {"path": "in.wav"}),
            ("w", "MediaWriterNode", {"output_path": "./in.wav"})]))
        message = self.assert_refused(path)
        self.assertEqual(self.input.read_bytes(), self.content)
        self.assertIn("in.wav", message)

    def write_two_writers(self, name):
        return self.write("two.json", command.manifest(
            [("r", "MediaReaderNode", {"path": "in.wav"}), ("a", "AudioResampleNode"),
             ("w1", "MediaWriterNode", {"output_path": "out.wav"}),
             ("w2", "MediaWriterNode", {"output_path": name})],
            [("r", "a"), ("a", "w1"), ("r", "w2")]))

    def test_two_outputs_of_one_name_are_refused(self):
        for name in ("out.wav", "./out.wav"):
            path = self.write_two_writers(name)
            with self.subTest(name=name):
                self.assertNotEqual(self.rmg("validate", path).returncode, 0)
                message = self.assert_refused(path)
                self.assertRegex(message, "w1.*w2|w2.*w1")
        self.assert_refused("m.json", "-i", "in.wav", "--metrics", "x.json", "--segments",
                            "./x.json")
        self.assert_refused("m.json", "-i", "in.wav", "-O", "x.wav", "--metrics", "x.wav")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["in.wav", "m.json", "two.json"])

    def test_output_in_a_missing_folder_is_refused_before_the_run(self):
        for option in OUTPUT_OPTIONS:
            others = () if option == "-O" else ("-O", "out.wav")
            with self.subTest(option=option):
                message = self.assert_refused("m.json", "-i", "in.wav", *others, option,
                                              "missing/x.wav" if option == "-O"
                                              else "missing/x.json")
                self.assertIn("missing", message)
                self.assertFalse((self.folder / "out.wav").exists())

    def limit_files(self):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    def test_full_disk_leaves_a_wav_file_with_its_length(self):
        recording = pathlib.Path(os.environ["RMG_TEST_EXAMPLES"], "data/speech.flac")
        for name in ("in.wav", recording):
            (self.folder / "out.wav").unlink(missing_ok=True)
            run = subprocess.run(
                [command.RMG, "run", "m.json", "-i", name, "-O", "out.wav", "-q"],
                cwd=self.folder, capture_output=True, timeout=command.TIMEOUT_S, check=False,
                preexec_fn=self.limit_files)
            with self.subTest(name=name):
                self.assertEqual(run.returncode, 1)
                content = (self.folder / "out.wav").read_bytes()
                n_bytes, = struct.unpack("<I", content[40:44])
                self.assertLessEqual(n_bytes, len(content) - 44)
                self.assertGreater(n_bytes, 10000)

    def run_on_full_disk(self, *words):
        return subprocess.run(
            [command.RMG, "run", "m.json", "-i", "in.wav", "-O", "out.wav", *words],
            cwd=self.folder, capture_output=True, timeout=command.TIMEOUT_S, check=False,
            preexec_fn=self.limit_files)

    def test_full_disk_names_the_data_that_plays(self):
        for earlier, kept in ((None, "out.wav"), (b"earlier", "out.wav.part")):
            if earlier is not None:
                self.write("out.wav", earlier)
            run = self.run_on_full_disk("-q")
            with self.subTest(kept=kept):
                self.assertEqual(run.returncode, 1)
                self.assertRegex(run.stderr.decode(),
                                 f'The data before that is in "[^"]*{kept}"')
                self.assertIn(b"permanent", run.stderr)
                sound = media.read_wav((self.folder / kept).read_bytes())
                self.assertGreater(sound.n_frames, 5000)
        self.assertEqual((self.folder / "out.wav").read_bytes(), b"earlier")

    def test_incomplete_output_is_removed_on_request(self):
        run = self.run_on_full_disk("--partial", "remove")
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"The incomplete file is removed.", run.stderr)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["in.wav", "m.json"])

    def test_killed_run_leaves_the_earlier_result(self):
        self.write("out.wav", b"earlier")
        with subprocess.Popen(
                [command.RMG, "run", "m.json", "-i", "-", "-O", "out.wav", "-q", "--caps",
                 command.RAW_CAPS], cwd=self.folder, stdin=subprocess.PIPE) as process:
            process.stdin.write(command.tone(160000))
            process.kill()
        self.assertEqual((self.folder / "out.wav").read_bytes(), b"earlier")

    def test_nothing_in_is_an_error_or_a_warning_with_a_file_that_opens(self):
        fmt = media.build_wav(media.Sound(16000, 1, 16))[12:36]
        bodies = {"header": fmt, "empty": fmt + b"data" + bytes(4)}
        for name, body in bodies.items():
            path = self.write(f"{name}.wav",
                              b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body)
            for suffix in FORMATS:
                with self.subTest(name=name, suffix=suffix):
                    self.check_nothing_in(path, self.folder / f"out.{suffix}")

    def check_nothing_in(self, path, target):
        run = self.rmg("run", self.manifest, "-i", path, "-O", target)
        self.assertNotEqual(run.stderr, b"")
        if run.returncode == 0:
            self.assertIn(b"warning", run.stderr)
            self.assertNotEqual(os.path.getsize(target), 0)
        else:
            self.assertFalse(target.exists())


if __name__ == "__main__":
    command.main()
