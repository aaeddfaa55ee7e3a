#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Help, versions and wrong use."""

import json

import command

COMMANDS = ("run", "validate", "plan", "graph", "nodes")


class HelpTest(command.CommandTest):
    def test_help_lists_every_command(self):
        text = self.rmg_ok("help").stdout.decode()
        for name in COMMANDS:
            self.assertIn(f"  {name} ", text)

    def test_help_of_each_command_has_usage_options_examples_and_codes(self):
        for name in COMMANDS:
            text = self.rmg_ok(name, "--help").stdout.decode()
            for part in (f"Usage: rmg {name}", "Options:", "Examples:", "Exit codes:"):
                with self.subTest(command=name, part=part):
                    self.assertIn(part, text)
            self.assertGreaterEqual(text.count(f"\n  rmg {name}"), 2)

    def test_help_shows_the_default_of_each_choice(self):
        for name in COMMANDS:
            lines = self.rmg_ok(name, "--help").stdout.decode().split("\n")
            for at, line in enumerate(lines):
                if "|" in line and line.startswith("  -"):
                    with self.subTest(command=name, line=line):
                        self.assertIn("default", " ".join(lines[at:at + 2]))

    def test_help_command_prints_the_same_as_the_option(self):
        self.assertEqual(self.rmg_ok("help", "run").stdout, self.rmg_ok("run", "-h").stdout)

    def test_version_names_gstreamer(self):
        self.assertRegex(self.rmg_ok("--version").stdout.decode(),
                         r"^rmg \d+\.\d+\.\d+ \(GStreamer 1\.\d+\.\d+\)\n$")


class WrongUseTest(command.CommandTest):
    def assert_usage(self, words, expected):
        run = self.rmg(*words)
        self.assertEqual(run.returncode, 2, run)
        self.assertEqual(run.stdout, b"")
        self.assertIn(expected, run.stderr.decode())

    def test_each_wrong_use_is_named(self):
        cases = (
            ((), "Usage: rmg"),
            (("rnu",), "did you mean 'run'?"),
            (("help", "validat"), "did you mean 'validate'?"),
            (("run",), "MANIFEST is missing"),
            (("run", "m.json", "--metrcs", "f"), "did you mean '--metrics'?"),
            (("run", "m.json", "-x"), "unknown option '-x'"),
            (("run", "m.json", "--metrics"), "--metrics needs a value"),
            (("run", "m.json", "--quiet=1"), "--quiet takes no value"),
            (("run", "m.json", "-o", "xml"), "expected text|json|table, got 'xml'"),
            (("run", "m.json", "--timeout", "soon"), "--timeout: expected a time"),
            (("run", "m.json", "--timeout", "-1"), "--timeout: expected a time"),
            (("run", "m.json", "--segments", "s.doc"), ".json, .csv, .srt, .rttm or .txt"),
            (("run", "-", "-i", "-"), "cannot both be standard input"),
            (("run", "m.json", "--", "-x"), "unexpected argument '-x'"),
            (("validate", "a.json", "b.json"), "unexpected argument 'b.json'"),
            (("nodes", "VADNod"), "did you mean 'VADNode'?"),
        )
        for words, expected in cases:
            with self.subTest(words=words):
                self.assert_usage(words, expected)

    def test_audio_and_json_on_standard_output_is_refused(self):
        run = self.rmg("run", "m.json", "-O", "-", "-o", "json")
        self.assertEqual(run.returncode, 2)
        self.assertEqual(json.loads(run.stdout)["error"]["code"], "usage")

    def test_usage_error_with_json_is_one_document(self):
        run = self.rmg("run", "-o", "json", "m.json", "--nonsense")
        self.assertEqual(run.returncode, 2)
        self.assertEqual(json.loads(run.stdout)["status"], "failed")
        self.assertEqual(run.stderr, b"")


if __name__ == "__main__":
    command.main()
