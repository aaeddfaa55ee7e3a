#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_setup.py SOURCE: what setup.sh tells, asks and calls, with false tools.

The tools that it calls are replaced by scripts that write down how they were
called, so nothing is installed and nothing is built.
"""

import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv[1])
RECORD = 'echo "$(basename "$0") $*" >>"$CALLS"\n'
DPKG_QUERY = 'case " $MISSING " in *" $3 "*) exit 1 ;; *) echo installed ;; esac\n'
NINJA = RECORD + '[ "$3" != -n ] || echo "ninja: no work to do."\n'
MESON = RECORD + 'shift $(($# - 1))\nmkdir -p "$1"\n: >"$1/build.ninja"\n'
APT_CACHE = 'case " $UNKNOWN " in *" $2 "*) exit 100 ;; esac\n'
TIMEOUT_S = 30


class SetupTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "tests").mkdir()
        (self.folder / "bin").mkdir()
        shutil.copy(SOURCE / "tests/setup.sh", self.folder / "tests")
        self.add_tool("dpkg-query", DPKG_QUERY)
        self.add_tool("apt-get", RECORD)
        self.add_tool("apt-cache", APT_CACHE)
        self.add_tool("meson", MESON)
        self.add_tool("ninja", NINJA)
        self.add_tool("id", "echo 0\n")
        self.calls = self.folder / "calls"
        self.calls.touch()

    def add_tool(self, name, body):
        path = self.folder / "bin" / name
        path.write_text("#!/bin/sh\n" + body, encoding="utf-8")
        path.chmod(0o755)

    def open_terminal(self, typed):
        try:
            terminal, end = pty.openpty()
        except OSError as error:  # a chroot without /dev/pts
            self.skipTest(str(error))
        os.write(terminal, typed.encode())
        return end

    def run_setup(self, *arguments, missing="", unknown="", answer=None):
        """Run it; with an answer, on a terminal on which that is typed."""
        environment = os.environ | {
            "PATH": f"{self.folder}/bin:/usr/bin:/bin", "CALLS": str(self.calls),
            "MISSING": missing, "UNKNOWN": unknown}
        stdin = subprocess.DEVNULL
        if answer is not None:
            stdin = self.open_terminal(answer)
        return subprocess.run(
            [self.folder / "tests/setup.sh", *arguments], env=environment, stdin=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            timeout=TIMEOUT_S)

    def called(self, tool):
        return [line for line in self.calls.read_text().splitlines()
                if line.startswith(tool + " ")]

    def test_nothing_missing_calls_no_apt(self):
        self.assertEqual(self.run_setup("demo").returncode, 0)
        self.assertEqual(self.called("apt-get"), [])

    def test_second_run_configures_nothing(self):
        self.run_setup("demo")
        self.run_setup("demo")
        self.assertEqual(len(self.called("meson")), 1)

    def test_only_what_is_missing_is_installed(self):
        self.run_setup("demo", missing="gcc")
        self.assertTrue(self.called("apt-get")[-1].endswith("install gcc"))

    def test_what_will_be_installed_is_told(self):
        self.assertIn("libsamplerate0-dev",
                      self.run_setup("demo", missing="libsamplerate0-dev").stdout)

    def test_pipe_is_not_asked(self):
        self.assertNotIn("Go on?", self.run_setup("demo", missing="gcc").stdout)

    def test_terminal_that_says_no_installs_nothing(self):
        run = self.run_setup("demo", missing="gcc", answer="n\n")
        self.assertEqual((run.returncode, self.called("apt-get")), (1, []), run.stdout)

    def test_terminal_that_says_yes_installs(self):
        run = self.run_setup("demo", missing="gcc", answer="\n")
        self.assertIn("Go on?", run.stdout)
        self.assertEqual(len(self.called("apt-get")), 2, run.stdout)

    def test_yes_is_not_asked(self):
        run = self.run_setup("-y", "demo", missing="gcc", answer="n\n")
        self.assertEqual(len(self.called("apt-get")), 2, run.stdout)

    def test_tests_need_more_than_the_demo(self):
        self.run_setup("demo", missing="valgrind")
        self.assertEqual(self.called("apt-get"), [])
        self.run_setup("tests", missing="valgrind")
        self.assertEqual(len(self.called("apt-get")), 2)

    def test_benchmarks_build_in_a_folder_of_their_own(self):
        self.run_setup("tests")
        self.run_setup("bench")
        self.assertEqual([line.split()[-1] for line in self.called("meson")],
                         ["build", "build/bench"])

    def test_benchmarks_go_on_without_what_apt_does_not_know(self):
        run = self.run_setup("bench", missing="gcc libsoxr-dev", unknown="libsoxr-dev")
        self.assertIn("libsoxr-dev: going on without it", run.stdout)
        self.assertTrue(self.called("apt-get")[-1].endswith("install gcc"))

    def test_failed_install_is_told(self):
        self.add_tool("apt-get", 'echo "E: no network" >&2\nexit 100\n')
        run = self.run_setup("demo", missing="gcc")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("E: no network", run.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
