#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_supervision.py SOURCE BUILD [--write]: the page about supervision has the tables of the code.

Each table, and the figure of the states of a node, is between two comments of
the page, "<!-- NAME -->" and "<!-- end of NAME -->"; --write brings the page
up to date.
"""

import pathlib
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
PAGE = SOURCE / "docs/supervision.md"
LIST = pathlib.Path(sys.argv[2]) / "tests/docs/list-policy"


def list_table(name):
    run = subprocess.run([LIST, name], check=True, text=True, stdout=subprocess.PIPE)
    return run.stdout


BLOCKS = {
    "keys": lambda: list_table("keys"),
    "classes": lambda: list_table("classes"),
    "failures": lambda: list_table("failures"),
    "states": lambda: list_table("states"),
}


def find_block(page, name):
    """Return the place of the block in the page."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    start = page.index(begin) + len(begin)
    return start, page.index(end, start)


class SupervisionTest(unittest.TestCase):
    maxDiff = None

    def test_page_has_the_blocks_of_the_code(self):
        page = PAGE.read_text(encoding="utf-8")
        for name, make in BLOCKS.items():
            with self.subTest(name):
                start, end = find_block(page, name)
                self.assertEqual(page[start:end], make())


def write_page():
    page = PAGE.read_text(encoding="utf-8")
    for name, make in BLOCKS.items():
        start, end = find_block(page, name)
        page = page[:start] + make() + page[end:]
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_page()
    else:
        unittest.main(argv=sys.argv[:1])
