#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Every exit code of the command, for each kind of failure."""

import json
import os
import pathlib
import pty
import signal
import subprocess

import command


class ExitCodesTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.speech = self.write("m.json", command.speech())
        self.write("in.wav", command.wav(command.bursts()))

    def assert_code(self, code, *words, expected="", **options):
        run = self.rmg(*words, **options)
        self.assertEqual(run.returncode, code, run)
        self.assertIn(expected, (run.stdout + run.stderr).decode(errors="replace"))
        self.assertNotIn(b"CRITICAL", run.stderr)
        return run

    def without_plugins(self, *names):
        """The environment of a machine that lacks some plugins."""
        folder = self.folder / "plugins"
        folder.mkdir()
        for place in os.environ["GST_PLUGIN_PATH_1_0"].split(":"):
            for plugin in pathlib.Path(place).glob("*.so"):
                if not any(name in plugin.name for name in names):
                    (folder / plugin.name).symlink_to(plugin.resolve())
        return dict(os.environ, GST_PLUGIN_PATH_1_0=str(folder),
                    GST_REGISTRY_1_0=str(self.folder / "registry.bin"))

    def test_success_is_zero(self):
        self.assert_code(0, "run", self.speech, "-i", "in.wav", "-O", "out.wav")
        self.assert_code(0, "plan", self.speech, "-i", "in.wav", "-O", "out.wav")
        self.assert_code(0, "validate", self.speech)
        self.assert_code(0, "graph", self.speech)
        self.assert_code(0, "nodes")

    def test_failure_of_an_output_is_one(self):
        cases = (
            (("-O", "no/such/out.wav"), "No such file or directory"),
            (("-O", "x" * 300 + ".wav"), "File name too long"),
            (("--segments", "no/such/s.srt"), "No such file or directory"),
            (("--metrics", "no/such/f.json"), "No such file or directory"),
            (("--frames", "no/such/f.csv"), "No such file or directory"),
            (("--metrics", "."), "Is a directory"),
        )
        for words, expected in cases:
            with self.subTest(words=words):
                run = self.assert_code(
                    1, "run", self.speech, "-i", "in.wav", *words, expected=expected)
                self.assertEqual((run.stdout, run.stderr.count(b"\n")), (b"", 1))

    def test_drawing_keeps_its_manifest(self):
        before = self.speech.read_bytes()
        self.assert_code(3, "graph", self.speech, "-O", "m.json", expected="the same file")
        self.assert_code(1, "graph", self.speech, "-O", "no/m.svg", expected="No such file")
        self.assertEqual(self.speech.read_bytes(), before)

    def test_damaged_input_is_one(self):
        self.write("bad.flac", b"fLaC" + bytes(1000))
        self.assert_code(1, "run", self.speech, "-i", "bad.flac", "-O", "out.wav")

    def test_wrong_use_is_two(self):
        cases = (
            ("run", self.speech, "-i", "in.wav", "--nonsense"),
            ("run", self.speech, "-i", "in.wav", "--metrics", "-"),
            ("run", self.speech, "-i", "in.wav", "--metrics", ""),
            ("run", self.speech, "-i", "in.wav", "--metrics", "-q"),
            ("run", self.speech, "-i", "in.wav", "-O", "--quiet"),
            ("run", self.speech, "-i", "in.wav", "-O", "-", "-O", "-"),
            ("run", self.speech, "-i", "in.wav", "--vad.nonsense=1"),
            ("run", self.speech, "-i", "ftp://localhost/in.wav"),
            ("plan", self.speech, "--caps", command.RAW_CAPS),
            ("plan", self.speech, "--session", "fast"),
            ("graph", self.speech, "-f", "png"),
            ("validate", self.speech, "extra"),
            ("nodes", "NoNode"),
            ("nodes", "gst:volume"),
        )
        for words in cases:
            with self.subTest(words=words):
                self.assertEqual(self.assert_code(2, *words).stdout, b"")

    def test_dash_in_the_word_of_its_option_is_a_name(self):
        self.assert_code(0, "run", self.speech, "-i", "in.wav", "--metrics=-q")
        self.assertTrue((self.folder / "-q").exists())

    def test_bad_manifest_or_missing_input_is_three(self):
        self.write("syntax.json", "{")
        self.write("unknown.json", command.manifest([("a", "NoNode")]))
        self.write("raw", b"")
        cases = (
            ("run", "syntax.json", "-i", "in.wav"), ("validate", "syntax.json"),
            ("plan", "syntax.json"), ("graph", "syntax.json"), ("validate", "unknown.json"),
            ("validate", "none.json"), ("run", ".", "-i", "in.wav"),
            ("run", self.speech), ("run", self.speech, "-i", "none.wav"),
            ("run", self.speech, "-i", "."), ("run", self.speech, "-i", "x" * 300),
            ("run", self.speech, "-i", "in.wav", "-O", "out.xyz"),
            ("run", self.speech, "-i", "in.wav", "-O", "out"),
            ("run", self.speech, "-i", "in.wav", "-O", "in.wav"),
        )
        for words in cases:
            with self.subTest(words=words):
                self.assert_code(3, *words)

    def test_missing_encoder_is_three_before_the_run(self):
        document = command.manifest([
            ("vad", "VADNode"), ("out", "MediaWriterNode", {"output_path": "out.mp3"})])
        path = self.write("mp3.json", document)
        environment = self.without_plugins("lame")
        for words in (("validate", path), ("plan", path, "-i", "in.wav"),
                      ("run", path, "-i", "in.wav")):
            with self.subTest(words=words):
                run = subprocess.run([command.RMG, *map(str, words)], cwd=self.folder,
                                     env=environment, capture_output=True, check=False,
                                     stdin=subprocess.DEVNULL, timeout=command.TIMEOUT_S)
                text = run.stdout + run.stderr
                self.assertEqual(run.returncode, 3, text)
                self.assertIn(b"lamemp3enc", text)
                self.assertIn(b"install gstreamer1.0-plugins-good", text)
                self.assertEqual(text.count(b"lamemp3enc"), 1)
        self.assertFalse((self.folder / "out.mp3").exists())

    def test_time_out_is_four(self):
        os.mkfifo(self.folder / "pipe")
        self.assert_code(4, "run", self.speech, "-i", "pipe", "--timeout", "1s")

    def test_interrupt_is_130(self):
        with subprocess.Popen(
                [command.RMG, "run", self.speech, "-i", "-", "--caps", command.RAW_CAPS],
                cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE) as run:
            run.stdin.write(command.bursts())
            run.stdin.flush()
            run.stdout.read(1)  # the first segment: the pipeline runs
            run.send_signal(signal.SIGINT)
            run.wait(command.TIMEOUT_S)
            run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual(run.returncode, 130)

    def test_closed_standard_output_is_141(self):
        # Raw samples: wavenc leaks the first buffer if its header cannot be written.
        raw = ("-O", "-", "--output-caps", "audio/x-raw")
        for words in (("nodes", "-o", "json"), ("run", self.speech, "-i", "in.wav", *raw),
                      ("plan", self.speech), ("help",)):
            with self.subTest(words=words):
                reader, writer = os.pipe()
                os.close(reader)
                with os.fdopen(writer, "wb") as output:
                    run = subprocess.run([command.RMG, *map(str, words)], cwd=self.folder,
                                         stdout=output, stderr=subprocess.PIPE, check=False,
                                         stdin=subprocess.DEVNULL, timeout=command.TIMEOUT_S)
                self.assertEqual(run.returncode, 141, run.stderr)

    def test_recording_on_a_terminal_is_refused(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        self.addCleanup(os.close, theirs)
        for code, words, stdin, stdout in (
                (3, ("-i", "-"), theirs, subprocess.PIPE),
                (2, ("-i", "in.wav", "-O", "-"), subprocess.DEVNULL, theirs)):
            run = subprocess.run([command.RMG, "run", self.speech, *words], cwd=self.folder,
                                 stdin=stdin, stdout=stdout, stderr=subprocess.PIPE,
                                 check=False, timeout=command.TIMEOUT_S)
            self.assertEqual(run.returncode, code, run.stderr)
            self.assertIn(b"is a terminal", run.stderr)

    def test_odd_names_of_files_work(self):
        for name in ("a b.WAV", "-x.wav", "$(x);'\".wav", os.fsdecode(b"\xff\xfe.wav"),
                     "y" * 200 + ".wav"):
            with self.subTest(name=name):
                self.assert_code(0, "run", self.speech, "-i", "in.wav", "--output=" + name)
                answer = self.rmg_json("run", self.speech, "-i", name, "-o", "json")
                self.assertEqual(len(answer["segments"]), 1)


class RetryTest(command.CommandTest):
    def run_fault(self, retry):
        document = command.manifest([
            ("double", "MultiplyNode", {"factor": 2}),
            ("bad", "gst:rmgfault", {"fail-after": 1, "failures": 2, "error": "stream-decode"})])
        document["nodes"][1]["retry"] = {"backoff_ms": 1, **retry}
        return self.rmg("run", self.write("m.json", document), "-i", "-", "-o", "json",
                        stdin=b"[1, 2, 3]")

    def test_class_that_the_manifest_lists_is_retried(self):
        run = self.run_fault({"on": ["data"]})
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(b"bad: recovered after 2 failed attempts", run.stderr)

    def test_other_class_is_the_error_of_one_attempt(self):
        run = self.run_fault({})
        self.assertEqual(run.returncode, 1)
        fault = json.loads(run.stdout)["error"]["faults"][0]
        self.assertEqual((fault["node_id"], fault["attempt_count"]), ("bad", 1))


if __name__ == "__main__":
    command.main()
