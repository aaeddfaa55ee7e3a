# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A folder to plant faults in, for the tests of the checks."""

import pathlib
import tempfile
import unittest


class Findings(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def assert_found(self, check, *expected):
        found = list(check(self.root))
        self.assertEqual(len(found), len(expected), found)
        for finding, start in zip(found, expected):
            self.assertTrue(finding.startswith(start), finding)
