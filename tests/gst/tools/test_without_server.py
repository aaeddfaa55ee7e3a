#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The command without libsoup: --listen and --otlp are refused, everything else works."""

import subprocess

import command


class WithoutServerTest(command.CommandTest):
    def run_values(self, *words):
        return self.rmg("run", self.write("m.json", command.values()), "-i",
                        self.write("v.json", [1, 2]), "-O", "out.json", *words)

    def test_command_does_not_load_libsoup(self):
        libraries = subprocess.run(["ldd", command.RMG], capture_output=True, check=True).stdout
        self.assertIn(b"librmg", libraries)
        self.assertNotIn(b"libsoup", libraries)

    def test_options_are_refused_before_the_run_with_the_reason(self):
        for option, value in (("--listen", ":0"), ("--otlp", "http://127.0.0.1:4318")):
            with self.subTest(option):
                run = self.run_values(option, value)
                self.assertEqual((run.returncode, run.stdout), (2, b""))
                self.assertEqual(run.stderr.decode(), f"rmg: {option}: this rmg was built without "
                                 "libsoup 3 (meson option server)\n")
                self.assertFalse((self.folder / "out.json").exists())

    def test_wrong_address_is_the_error_all_the_same(self):
        run = self.run_values("--listen", "::1:80")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"expected ADDRESS:PORT", run.stderr)

    def test_run_without_them_works(self):
        run = self.run_values("--metrics", "m.prom")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(command.json.loads((self.folder / "out.json").read_text()), [3, 5])
        self.assertIn("# EOF", (self.folder / "m.prom").read_text())


if __name__ == "__main__":
    command.main()
