#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_borrowed.py BORROWED: one block of memory carries a whole stream."""

import subprocess
import sys
import unittest

BORROWED = sys.argv.pop(1)


class BorrowedTest(unittest.TestCase):
    def test_block_that_is_filled_again_is_copied_only_while_frames_are_held(self):
        run = subprocess.run([BORROWED], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        # Every 25 blocks of 480 frames are 12 chunks of 1000, and nothing is held.
        self.assertEqual(run.stdout, "48000 frames in order; 96 of 100 blocks were copied\n")


if __name__ == "__main__":
    unittest.main()
