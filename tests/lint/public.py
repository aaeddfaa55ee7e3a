#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""public.py FOLDER: each public function has a documentation block and a test.

The block names the function in its first line and documents each parameter. A
test is a C or Python file below tests/ that calls the function.
"""

import re
import sys

import sources

HEADERS = re.compile(r"(translator|gst)/rmg/[\w-]+\.h$")
FUNCTION = re.compile(
    r"(?:/\*\*\n \* (?P<title>\w+):(?P<block>(?:[^*]|\*(?!/))*)\*/\n)?"
    r"RMG_API\s+[\w\s*]*?\b(?P<name>rmg_\w+)\s*\((?P<parameters>[^;{]*?)\)\s*;")
PARAMETER = re.compile(r"(\w+)\s*$")
UNDOCUMENTED = re.compile(r"_(get_type|quark)$")  # declared by a macro of GObject


def check(root):
    functions = [found for path in sources.list_files(root, ".h") if HEADERS.match(str(path))
                 for found in list_functions(root, path)]
    tests = "\n".join(sources.read(root, path) for path in sources.list_files(root, ".c", ".py")
                      if path.parts[0] == "tests" and path.parts[1] != "lint")
    for place, match in functions:
        name = match["name"]
        is_macro = UNDOCUMENTED.search(name) and match["parameters"] == "void"
        if not is_macro:
            yield from check_block(place, match)
        if not is_called(name, tests, is_macro):
            yield f"{place}: {name} has no test"


def list_functions(root, path):
    """Yield (place, match) of each public function in a header."""
    text = sources.read(root, path)
    for match in FUNCTION.finditer(text):
        yield f"{path}:{text.count(chr(10), 0, match.start('name')) + 1}", match


def check_block(place, match):
    name = match["name"]
    if match["title"] != name:
        yield f"{place}: {name} has no documentation block"
        return
    for parameter in list_parameters(match["parameters"]):
        if f"\n * @{parameter}:" not in match["block"]:
            yield f"{place}: {name} does not document @{parameter}"


def list_parameters(text):
    return [PARAMETER.search(part)[1] for part in text.split(",") if part.strip() not in ("void", "")]


def is_called(name, tests, is_macro):
    """Whether the tests call a function, or use the macro of a type or an error domain."""
    if is_macro:
        macro = re.sub(r"^rmg_(\w+)_get_type$", r"rmg_type_\1", name)
        macro = re.sub(r"_quark$", "", macro).upper()
        return re.search(rf"\b{macro}\b", tests) is not None
    if re.search(rf"\b{name}\b", tests):
        return True
    freed = re.fullmatch(r"rmg_(\w+)_(?:unref|free|clear)", name)  # by the cleanup attribute
    kind = "Rmg" + "".join(word.title() for word in freed[1].split("_")) if freed else None
    return freed is not None and re.search(rf"g_auto(ptr)? \({kind}\)", tests) is not None


if __name__ == "__main__":
    sys.exit(sources.main(check))
