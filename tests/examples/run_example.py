#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""run_example.py FILE: run a program, or the cells of a notebook, as a user does.

Prints the outputs of a notebook in JSON, for each cell of code: {"stdout"} with text,
and {"text/plain", "text/html"} of the value of its last line. Cells run within an event
loop, as in Jupyter. Without REMOTEMEDIA_TEST_NATIVE there is no library.
"""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import os
import pathlib
import runpy
import sys

if "REMOTEMEDIA_TEST_NATIVE" not in os.environ:
    sys.modules["remotemedia._native"] = None


async def run_cell(source, names):
    """Run a cell; return its printed text and the value of its last line."""
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        for part, mode in ((tree, "exec"), (last, "eval")):
            if part is not None:
                value = eval(compile(part, "cell", mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
                value = await value if inspect.iscoroutine(value) else value
    return printed.getvalue(), value if last is not None else None


def describe(printed, value):
    output = {"stdout": printed} if printed else {}
    if value is not None:
        output["text/plain"] = repr(value)
        if hasattr(value, "_repr_html_"):
            output["text/html"] = value._repr_html_()
    return output


async def run_notebook(path):
    names = {"__name__": "__main__"}
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [describe(*await run_cell("".join(cell["source"]), names))
            for cell in cells if cell["cell_type"] == "code"]


if __name__ == "__main__":
    example = pathlib.Path(sys.argv[1])
    if example.suffix == ".ipynb":
        print(json.dumps(asyncio.run(run_notebook(example))))
    else:
        runpy.run_path(str(example), run_name="__main__")
