#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""sizes.py FOLDER: no function, file, parameter list or nesting over its limit.

Over the limit means a second concept: move it to a file of its own.
"""

import ast
import re
import sys

import csource
import sources

FUNCTION_LINES = 80
CLASS_INIT_LINES = 100
FILE_LINES = {".c": 500, ".h": 500, ".py": 600}
GENERATED = re.compile(r"\b(generated|written) by\b", re.IGNORECASE)
GENERATED_WITHIN = 400  # characters from the start of the file
PARAMETERS = 6
# Callbacks whose parameters another library defines: GstLogFunction.
CALLBACK_PARAMETERS = {"log_gstreamer": 8}
NESTING = 3


def check(root):
    for path in sources.list_files(root, ".c", ".h", ".py"):
        text = sources.read(root, path)
        yield from check_length(path, text)
        yield from (check_python if path.suffix == ".py" else check_c)(path, text)


def check_length(path, text):
    if GENERATED.search(text[:GENERATED_WITHIN]):
        return
    n_lines = text.count("\n")
    if n_lines > FILE_LINES[path.suffix]:
        yield f"{path}: {n_lines} lines, limit {FILE_LINES[path.suffix]}"


def check_c(path, text):
    try:
        functions = csource.read_functions(text)
    except ValueError as error:
        yield f"{path}: cannot be read: {error}"
        return
    for function in functions:
        is_class_init = function.name.endswith("_class_init")
        rules = (
            ("lines", function.n_lines, CLASS_INIT_LINES if is_class_init else FUNCTION_LINES),
            ("parameters", function.n_parameters,
             CALLBACK_PARAMETERS.get(function.name, PARAMETERS)),
            ("levels of nesting", function.nesting, NESTING),
        )
        for what, count, limit in rules:
            if count > limit:
                yield f"{path}:{function.line}: {function.name}: {count} {what}, limit {limit}"


def check_python(path, text):
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        n_lines = node.end_lineno - node.lineno + 1
        if n_lines > FUNCTION_LINES:
            yield f"{path}:{node.lineno}: {node.name}: {n_lines} lines, limit {FUNCTION_LINES}"


if __name__ == "__main__":
    sys.exit(sources.main(check))
