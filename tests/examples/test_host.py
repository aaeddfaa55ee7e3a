#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_host.py HOST: a node of the program retries its first item and answers at the end of each."""

import subprocess
import sys
import unittest

HOST = sys.argv.pop(1)


class HostTest(unittest.TestCase):
    def test_failed_item_is_offered_again_and_each_item_has_its_mean(self):
        run = subprocess.run([HOST], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEqual(run.stdout, "mean: no answer yet\nmean: 2\nmean: 5\n")


if __name__ == "__main__":
    unittest.main()
