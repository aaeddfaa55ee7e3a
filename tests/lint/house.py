#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""house.py FOLDER: licence lines, TODOs with an owner, no goto, no dead code, no banners."""

import re
import sys

import sources

LICENCE = (
    "SPDX-License-Identifier: LGPL-2.1-or-later",
    "SPDX-FileCopyrightText: The RemoteMedia authors",
)
CODE = (".c", ".h", ".py", ".sh", ".build", ".orc")
MARKS = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"))
LOOSE_MARK = re.compile(rf"\b({MARKS})\b(?!\(#\d+\):)")
BANNER = re.compile(
    r"^\s*(?:/\*[*\s]*[-=#~]{2,}|/\*{3,}|(?:#|//)\s*[-=#~*]{3,}|\*+\s*[-=#~*]{3,})")
C_RULES = (
    (re.compile(r"^\s*goto\b"), "goto"),
    (re.compile(r"^\s*#\s*if\s+0\b"), "code switched off"),
    (re.compile(r"//\s*\w[^\"]*$"), "comment with // instead of /* */"),
)


def check(root):
    for path in sources.list_files(root, *CODE):
        lines = sources.read(root, path).splitlines()
        yield from check_licence(path, lines)
        yield from check_lines(path, lines)


def check_licence(path, lines):
    head = lines[1:3] if lines and lines[0].startswith("#!") else lines[:2]
    for wanted, line in zip(LICENCE, head + [""] * 2):
        if wanted not in line:
            yield f"{path}:1: does not open with {wanted}"


def check_lines(path, lines):
    rules = C_RULES if path.suffix in (".c", ".h") else ()
    for number, line in enumerate(lines, 1):
        mark = LOOSE_MARK.search(line)
        if mark:
            yield f"{path}:{number}: {mark[1]} without an issue, as in {mark[1]}(#17):"
        if line != line.rstrip() or "\t" in line:
            yield f"{path}:{number}: tab or trailing space"
        if BANNER.search(line):
            yield f"{path}:{number}: banner comment; a second concept is a second file"
        for pattern, found in rules:
            if pattern.search(line) and "://" not in line:
                yield f"{path}:{number}: {found}"


if __name__ == "__main__":
    sys.exit(sources.main(check))
