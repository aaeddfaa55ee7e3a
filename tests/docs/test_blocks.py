#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_blocks.py SOURCE BUILD: blocks are read from a page as shown, and run."""

import pathlib
import sys
import tempfile
import unittest

import blocks

SOURCE = pathlib.Path(sys.argv[1])
BUILD = pathlib.Path(sys.argv[2])
PAGE = """# Title

```sh
echo 1 \\
  2
```

| a | 1 |
| b | 2 |

    gst-launch-1.0 a ! \\
        b

    not a command

```
out
```
"""


class BlocksTest(unittest.TestCase):
    def test_blocks_have_their_language_and_line(self):
        with tempfile.TemporaryDirectory() as name:
            page = pathlib.Path(name, "page.md")
            page.write_text(PAGE, encoding="utf-8")
            found = [(block.language, block.line) for block in blocks.read_blocks(page)]
        self.assertEqual(found, [("sh", 3), ("table", 8), ("sh", 11), ("", 16)])

    def test_block_with_failing_command_fails(self):
        with blocks.clone(SOURCE, BUILD) as folder:
            self.assertNotEqual(blocks.run_shell("false\necho on\n", folder).returncode, 0)

    def test_clone_has_sources_and_build(self):
        with blocks.clone(SOURCE, BUILD) as folder:
            run = blocks.run_shell("cat build/build.ninja examples/demo.json >/dev/null", folder)
        self.assertEqual(run.returncode, 0, run.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
