#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""type_names.py FOLDER: no C type name stands for two types.

A search for a type finds one definition. Two source files of one folder may
share the name of a local type, as the kernels of several instruction sets do.
Programs (tests, benchmarks, examples) may repeat the local names of other
programs, but not the name of a type from a header.
"""

import collections
import dataclasses
import re
import sys

import csource
import sources

TYPEDEF = re.compile(
    r"^typedef\b(?P<before>[^;{]*)(?P<body>\{(?:[^{}]|\{[^{}]*\})*\})?(?P<after>[^;{]*);",
    re.MULTILINE)
FUNCTION_NAME = re.compile(r"\(\s*\*\s*(\w+)\s*\)\s*\(")
LAST_NAME = re.compile(r"(\w+)\s*(?:\[[^\]]*\])?\s*$")
BODY = re.compile(r"^(?:struct|union|enum) (\w+)\s*\{", re.MULTILINE)
DECLARED = re.compile(r"^G_DECLARE_\w+_TYPE \((\w+)", re.MULTILINE)
PROGRAMS = ("tests/", "benchmarks/", "examples/", "elements/design/")


@dataclasses.dataclass(frozen=True)
class Place:
    path: str
    line: int

    @property
    def folder(self):
        return self.path.rpartition("/")[0]

    @property
    def is_header(self):
        return self.path.endswith(".h")

    @property
    def is_program(self):
        return self.path.startswith(PROGRAMS)


def check(root):
    for kind in (list_typedefs, list_bodies):
        places = collections.defaultdict(list)
        for path in sources.list_files(root, ".c", ".h", ".cpp"):
            for name, line in kind(csource.blank(sources.read(root, path))):
                places[name].append(Place(str(path), line))
        for name, found in sorted(places.items()):
            yield from check_type(name, found)


def check_type(name, found):
    """Compare each place with the most visible one: a header, then the product."""
    first, *others = sorted(found, key=lambda place: (not place.is_header, place.is_program))
    for other in others:
        if other.path != first.path and not may_share(first, other):
            yield f"{other.path}:{other.line}: type {name} is also in {first.path}:{first.line}"


def may_share(first, other):
    if first.is_program and other.is_program:
        return True
    if first.is_header or other.is_header:
        return False
    return first.folder == other.folder or other.is_program


def list_typedefs(code):
    """Yield (name, line) of each name that typedef or G_DECLARE introduces."""
    for match in TYPEDEF.finditer(code):
        name = None if match["body"] else FUNCTION_NAME.search(match[0])
        group = "after" if match["body"] else "before"
        name = name or LAST_NAME.search(match[group])
        if name:
            yield name[1], count_line(code, match.end())
    for match in DECLARED.finditer(code):
        yield match[1], count_line(code, match.start())


def list_bodies(code):
    """Yield (tag, line) of each struct, union or enum with a body."""
    for match in BODY.finditer(code):
        yield match[1], count_line(code, match.start())


def count_line(code, at):
    return code.count("\n", 0, at) + 1


if __name__ == "__main__":
    sys.exit(sources.main(check))
