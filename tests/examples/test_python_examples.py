# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Each example in Python runs and prints the output that it shows, with the parts that the environment has."""

import ast
import importlib.util
import json
import os
import pathlib
import subprocess
import sys

import pytest

RUNNER = pathlib.Path(__file__).with_name("run_example.py")
EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples" / "python").glob("[0-9]*.*"))
IGNORED = ("librmg is not available", "the kernels in C",  # where they are not built
           "DynamicImporter.exec_module")  # of PyGObject
N_EXAMPLES = 21
MAX_LINES = 60


def split_docstring(path):
    """Return the description of a program, and the output that it shows."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    description, _, shown = text.partition("\nPrints:\n")
    return description, "".join(line.removeprefix("    ") + "\n" for line in shown.splitlines())


def skip_without_needs(text):
    if "Needs the library." in text and "REMOTEMEDIA_TEST_NATIVE" not in os.environ:
        pytest.skip("needs the library, which is not built here")
    if "Needs the package yaml." in text and importlib.util.find_spec("yaml") is None:
        pytest.skip("needs the package yaml, which is not installed")
    if "Needs the package gi." in text and importlib.util.find_spec("gi") is None:
        pytest.skip("needs the package gi, which is not installed")


def run_example(path, folder):
    ignored = [word for message in IGNORED for word in ("-W", f"ignore:{message}")]
    return subprocess.run([sys.executable, "-W", "error", *ignored, str(RUNNER), str(path)], cwd=folder,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)


def read_shown(cell):
    """Return the stored outputs of a cell, as run_example.py prints them."""
    shown = {}
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            shown["stdout"] = "".join(output["text"])
        else:
            shown.update((kind, "".join(lines)) for kind, lines in output["data"].items())
    return shown


def test_examples_are_numbered():
    assert [path.name[:2] for path in EXAMPLES] == [f"{number:02}" for number in range(1, N_EXAMPLES + 1)]


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.suffix == ".py"], ids=lambda path: path.stem)
def test_program_prints_its_output(path, tmp_path):
    description, shown = split_docstring(path)
    assert shown and path.read_text(encoding="utf-8").count("\n") <= MAX_LINES
    skip_without_needs(description)
    run = run_example(path, tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout == shown
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.suffix == ".ipynb"], ids=lambda path: path.stem)
def test_notebook_has_the_outputs_of_its_cells(path, tmp_path):
    text = path.read_text(encoding="utf-8")
    skip_without_needs(text)
    run = run_example(path, tmp_path)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [read_shown(cell) for cell in json.loads(text)["cells"]
                                      if cell["cell_type"] == "code"]
