#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_setup.py SOURCE: output, questions and calls of setup.sh, with fake tools.

Scripts that record their arguments replace the tools that setup.sh calls, so
nothing is installed and nothing is built.
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
        """Run setup.sh; with an answer, on a terminal where the answer is typed."""
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

    def test_setup_with_all_packages_calls_no_apt(self):
        self.assertEqual(self.run_setup("demo").returncode, 0)
        self.assertEqual(self.called("apt-get"), [])

    def test_second_run_configures_nothing(self):
        self.run_setup("demo")
        self.run_setup("demo")
        self.assertEqual(len(self.called("meson")), 1)

    def test_missing_package_is_installed_alone(self):
        self.run_setup("demo", missing="gcc")
        self.assertTrue(self.called("apt-get")[-1].endswith("install gcc"))

    def test_missing_package_is_printed(self):
        self.assertIn("libsamplerate0-dev",
                      self.run_setup("demo", missing="libsamplerate0-dev").stdout)

    def test_pipe_gets_no_question(self):
        self.assertNotIn("Continue?", self.run_setup("demo", missing="gcc").stdout)

    def test_answer_no_installs_nothing(self):
        run = self.run_setup("demo", missing="gcc", answer="n\n")
        self.assertEqual((run.returncode, self.called("apt-get")), (1, []), run.stdout)

    def test_answer_yes_installs(self):
        run = self.run_setup("demo", missing="gcc", answer="\n")
        self.assertIn("Continue?", run.stdout)
        self.assertEqual(len(self.called("apt-get")), 2, run.stdout)

    def test_option_yes_gets_no_question(self):
        run = self.run_setup("-y", "demo", missing="gcc", answer="n\n")
        self.assertEqual(len(self.called("apt-get")), 2, run.stdout)

    def test_package_of_the_tests_is_not_installed_for_the_demo(self):
        self.run_setup("demo", missing="valgrind")
        self.assertEqual(self.called("apt-get"), [])
        self.run_setup("tests", missing="valgrind")
        self.assertEqual(len(self.called("apt-get")), 2)

    def test_packages_of_the_benchmarks_are_not_installed_for_the_tests(self):
        self.run_setup("tests", missing="ffmpeg sox python3-scipy gstreamer1.0-libav")
        self.assertEqual(self.called("apt-get"), [])

    def test_benchmarks_build_in_their_folder(self):
        self.run_setup("tests")
        self.run_setup("bench")
        self.assertEqual([line.split()[-1] for line in self.called("meson")],
                         ["build", "build/bench"])

    def test_benchmarks_continue_without_unknown_package(self):
        run = self.run_setup("bench", missing="gcc libsoxr-dev", unknown="libsoxr-dev")
        self.assertIn("libsoxr-dev: continuing without it", run.stdout)
        self.assertTrue(self.called("apt-get")[-1].endswith("install gcc"))

    def test_failed_install_prints_the_log(self):
        self.add_tool("apt-get", 'echo "E: no network" >&2\nexit 100\n')
        run = self.run_setup("demo", missing="gcc")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("E: no network", run.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
