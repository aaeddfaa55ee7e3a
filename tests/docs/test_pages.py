#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_pages.py SOURCE BUILD: every command and program that a page shows works.

Blocks marked sh and indented launch lines run, in order, in a folder like a
built clone; those below docs/ run as in "meson devenv". A block without a
mark after one of them, or a table right below, shows the output; digits
may differ, and rows are missing of programs that the command reports as not installed. Commands
with --listen or --otlp do not run where rmg was built without libsoup. Blocks marked c are files of examples/, without their licence lines.
Blocks marked python are for tests/python/test_documents.py.
"""

import pathlib
import re
import subprocess
import sys
import unittest

import blocks

SOURCE = pathlib.Path(sys.argv[1])
BUILD = pathlib.Path(sys.argv[2])


def has_server():
    """Whether the command was built with libsoup."""
    run = subprocess.run(["ldd", BUILD / "gst/tools/rmg"], capture_output=True, check=True)
    return b"libsoup-3.0" in run.stdout


def list_pages():
    yield SOURCE / "README.md"
    yield from sorted((SOURCE / "docs").rglob("*.md"))


def shape(text):
    """Return the lines without figures, which differ between runs."""
    text = re.sub(r"\d[\d.,:]*", "0", text)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def shape_of_installed(text, messages):
    """Return the shape of a shown table without the rows of programs that are not installed."""
    absent = re.findall(r"^(.+): not installed$", messages, re.MULTILINE)
    rows = [line for line in text.splitlines()
            if not any(line.startswith(f"| {name} |") for name in absent)]
    return shape("\n".join(rows))


def list_programs():
    for path in sorted((SOURCE / "examples").glob("*.c")):
        yield path.read_text(encoding="utf-8").split("\n\n", 1)[1]


def is_output(block):
    return not block.language or (block.language == "table" and block.follows)


class PagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.has_server = has_server()

    def may_run(self, block):
        return self.has_server or not re.search(r"--listen|--otlp", block.text)

    def check_page(self, page, folder):
        printed, messages = None, ""
        for block in blocks.read_blocks(page):
            with self.subTest(page=page.name, line=block.line):
                if block.language == "sh" and not self.may_run(block):
                    printed = None
                elif block.language == "sh":
                    run = blocks.run_shell(block.text, folder,
                                           is_developer=page.name != "README.md")
                    self.assertEqual(run.returncode, 0, run.stderr)
                    printed, messages = run.stdout, run.stderr
                elif block.language == "python":  # tests/python/test_documents.py runs it
                    printed = None
                elif block.language == "c":
                    self.assertIn(block.text, list(list_programs()))
                elif printed is not None and is_output(block):
                    self.assertEqual(shape_of_installed(block.text, messages), shape(printed))

    def test_every_block_runs_and_prints_the_shown_output(self):
        with blocks.clone(SOURCE, BUILD) as folder:
            for page in list_pages():
                self.check_page(page, folder)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
