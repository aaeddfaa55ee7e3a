#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_types.py SOURCE BUILD [--write]: the page about manifests has the types of the catalog.

The part from the first type to the paragraph after the last one is the output
of "rmg nodes -o markdown"; --write brings the page up to date.
"""

import pathlib
import subprocess
import sys
import unittest

PAGE = pathlib.Path(sys.argv[1]) / "docs/manifest.md"
RMG = pathlib.Path(sys.argv[2]) / "gst/tools/rmg"
BEGIN = "## Types\n\n"
END = "Readers accept all formats"


def list_types():
    run = subprocess.run([RMG, "nodes", "-o", "markdown"], check=True, text=True,
                         stdout=subprocess.PIPE)
    return run.stdout


def split_page():
    """Return the page before, in and after the types."""
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    types, end, after = rest.partition(END)
    return before + mark, types, end + after


class TypesTest(unittest.TestCase):
    maxDiff = None

    def test_page_has_the_types_of_the_catalog(self):
        self.assertEqual(split_page()[1], list_types())


if __name__ == "__main__":
    if "--write" in sys.argv:
        before_types, _, after_types = split_page()
        PAGE.write_text(before_types + list_types() + after_types, encoding="utf-8")
    else:
        unittest.main(argv=sys.argv[:1])
