#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_install.py SOURCE BUILD: an installed tree works without the build folder.

"meson install" writes into a temporary folder. The command, the plugin, the
pkg-config file and the headers are used from there.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import blocks

SOURCE = pathlib.Path(sys.argv[1])
BUILD = pathlib.Path(sys.argv[2])
TIMEOUT_S = 60


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        root = cls.folder / "root"
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir",
                        root], check=True, timeout=TIMEOUT_S, stdout=subprocess.DEVNULL)
        package = next(root.rglob("rmg-1.0.pc"))
        cls.library = package.parent.parent
        cls.prefix = next(root.rglob("bin")).parent
        package.write_text(re.sub("^prefix=.*", f"prefix={cls.prefix}",  # as if not moved
                                  package.read_text(encoding="utf-8")), encoding="utf-8")
        cls.environment = blocks.environment(BUILD) | {
            "LD_LIBRARY_PATH": str(cls.library),
            "GST_PLUGIN_PATH": str(cls.library / "gstreamer-1.0"),
            "GST_REGISTRY_1_0": str(cls.folder / "registry.bin"),
            "PKG_CONFIG_PATH": str(package.parent),
        }

    def run_words(self, *words):
        return subprocess.run([str(word) for word in words], env=self.environment,
                              cwd=self.folder, capture_output=True, text=True, check=False,
                              timeout=TIMEOUT_S)

    def assert_success(self, run):
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout

    def test_command_runs_a_manifest(self):
        for name in ("demo.json", "data/speech.flac"):
            self.assertTrue((SOURCE / "examples" / name).exists())
        self.assert_success(self.run_words(
            self.prefix / "bin/rmg", "run", SOURCE / "examples/demo.json", "-q",
            f"--reader.path={SOURCE}/examples/data/speech.flac", "--writer.output_path=out.wav"))
        self.assertGreater((self.folder / "out.wav").stat().st_size, 100_000)

    def test_plugin_is_found_and_whole(self):
        text = self.assert_success(self.run_words("gst-inspect-1.0", "remotemedia"))
        for element in sorted(path.stem for path in (SOURCE / "docs/elements").glob("*.md")):
            self.assertIn(element, text)

    def test_program_is_built_with_pkg_config(self):
        flags = self.assert_success(self.run_words(
            "pkg-config", "--cflags", "--libs", "rmg-1.0")).split()
        self.assert_success(self.run_words(
            "cc", "-Wall", "-Werror", SOURCE / "examples/hello.c", "-o", "hello", *flags))
        manifest = self.folder / "m.json"
        manifest.write_text('{"version": "v1", "metadata": {"name": "m"}, "nodes": ['
                            '{"id": "s", "node_type": "gst:fakesrc",'
                            ' "params": {"num-buffers": 3}}], "connections": []}')
        self.assertIn('"node_metrics"', self.assert_success(
            self.run_words(self.folder / "hello", manifest)))

    def test_every_header_compiles_alone(self):
        flags = self.assert_success(self.run_words(
            "pkg-config", "--cflags", "rmg-1.0")).split()
        for header in sorted((self.prefix / "include/rmg-1.0/rmg").glob("*.h")):
            with self.subTest(header=header.name):
                path = self.folder / "header.c"
                path.write_text(f"#include <rmg/{header.name}>\n")
                self.assert_success(self.run_words("cc", "-Wall", "-Werror", "-fsyntax-only",
                                                   path, *flags))

    def test_nothing_installed_names_the_build_folder(self):
        for path in self.prefix.rglob("*"):
            if path.is_file() and path.suffix in (".pc", ".gir", ".h"):
                with self.subTest(path=path.name):
                    self.assertNotIn(os.fspath(BUILD), path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
