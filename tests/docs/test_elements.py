#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_elements.py SOURCE BUILD: each element has a page with its properties.

The table of a page is the output of "tests/docs/list-properties FACTORY", so a
change of a property needs a change of its page.
"""

import pathlib
import re
import subprocess
import sys
import unittest

PAGES = pathlib.Path(sys.argv[1]) / "docs/elements"
LIST_PROPERTIES = pathlib.Path(sys.argv[2]) / "tests/docs/list-properties"
ROW = re.compile(r"^\| `.*$", re.MULTILINE)
SECTION = re.compile(r"^## Properties\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def ask(*arguments):
    run = subprocess.run([LIST_PROPERTIES, *arguments], check=True, text=True,
                         stdout=subprocess.PIPE)
    return run.stdout.splitlines()


def read_table(page):
    section = SECTION.search(page.read_text(encoding="utf-8"))
    return ROW.findall(section[1]) if section else []


class ElementsTest(unittest.TestCase):
    maxDiff = None

    def test_each_element_has_a_page_and_each_page_an_element(self):
        self.assertEqual(sorted(page.stem for page in PAGES.glob("*.md")), sorted(ask()))

    def test_tables_match_the_registry(self):
        for page in sorted(PAGES.glob("*.md")):
            with self.subTest(page=page.name):
                self.assertEqual(read_table(page), ask(page.stem))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
