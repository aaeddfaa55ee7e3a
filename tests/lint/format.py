#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""format.py FOLDER: C is formatted by clang-format 14.

Other versions break lines differently, so without that one the test is skipped.
"""

import re
import subprocess
import sys

import sources

FORMATTER = "clang-format-14"
SKIPPED = 77
PLACE = re.compile(r"^(.+?:\d+):\d+: error: code should be clang-formatted", re.MULTILINE)


def check(root):
    paths = [str(path) for path in sources.list_files(root, ".c", ".h")]
    if not paths:
        return
    run = subprocess.run([FORMATTER, "--dry-run", "-Werror", *paths], cwd=root,
                         stderr=subprocess.PIPE, text=True, check=False)
    places = PLACE.findall(run.stderr)
    if run.returncode != 0 and not places:
        raise RuntimeError(run.stderr)
    for place in places:
        yield f"{place}: not formatted by {FORMATTER}"


if __name__ == "__main__":
    try:
        sources.main(check)
    except FileNotFoundError:
        print(f"{FORMATTER} is not installed")
        sys.exit(SKIPPED)
