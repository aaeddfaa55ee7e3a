#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""mirrors.py FOLDER: each source file with logic has its test, and each test runs.

The test of translator/graph/sort.c is tests/translator/graph/test-sort.c. A
meson.build above a test names it, with or without "test-". tests/soak.sh runs
each random test.
"""

import re
import sys

import sources

MIRRORED = ("translator/", "gst/nodes/", "gst/supervision/", "gst/bin/", "gst/session/")
# Tables and a debug category.
WITHOUT_LOGIC = {"translator/base/error.c", "translator/catalog/audio.c",
                 "translator/catalog/media.c", "translator/catalog/values.c", "translator/plan/log.c", "gst/nodes/log.c"}
QUOTED = re.compile(r"'([\w/.-]+)'")


def check(root):
    paths = list(sources.list_files(root, ".c"))
    yield from check_sources({str(path) for path in paths})
    tests = [path for path in paths if path.parts[0] == "tests" and path.name.startswith("test-")]
    names = read_names(root)
    for path in tests:
        if not is_named(path, names):
            yield f"{path}: no meson.build above it names this test"
    yield from check_soak(root, tests)


def check_sources(paths):
    for path in sorted(paths):
        if not path.startswith(MIRRORED) or path in WITHOUT_LOGIC:
            continue
        folder, _, name = path.rpartition("/")
        test = f"tests/{folder}/test-{name}"
        if test not in paths:
            yield f"{path}: has no {test}"


def check_soak(root, tests):
    soak = "\n".join(sources.read(root, path) for path in sources.list_files(root, ".sh")
                     if path.name == "soak.sh")
    for path in tests:
        program = path.stem.removeprefix("test-")
        if "random" in program and not re.search(rf"(?<![\w-]){program}:/", soak):
            yield f"{path}: tests/soak.sh does not run this random test"


def read_names(root):
    """Return {folder of a meson.build: quoted names in it}."""
    return {path.parent: set(QUOTED.findall(sources.read(root, path)))
            for path in sources.list_files(root, ".build") if path.parts[0] == "tests"}


def is_named(path, names):
    for folder in path.parents:
        if folder in names:
            inner = path.relative_to(folder)
            short = inner.with_name(inner.name.removeprefix("test-")).with_suffix("")
            if names[folder] & {str(inner), str(short), inner.name, short.name}:
                return True
    return False


if __name__ == "__main__":
    sys.exit(sources.main(check))
