# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Each block of Python in a document runs and prints the block that follows it."""

import contextlib
import io
import os
import pathlib
import re

import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PAGES = ("docs/python.md", "README.md")
BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:```\n(?P<output>.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_blocks_of_a_page_print_their_output(name, tmp_path, monkeypatch):
    if name == "README.md" and "REMOTEMEDIA_TEST_NATIVE" not in os.environ:
        pytest.skip("the library, which decodes the recording, is not built here")
    (tmp_path / "build" / "demo").mkdir(parents=True)
    (tmp_path / "examples").symlink_to(SOURCE / "examples")
    monkeypatch.chdir(tmp_path)
    text = (SOURCE / name).read_text(encoding="utf-8")
    names = {"__name__": "page"}
    found = list(BLOCK.finditer(text))
    assert len(found) == text.count("```python") > 0
    for block in found:
        printed = io.StringIO()
        line = text.count("\n", 0, block.start()) + 1
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * line + block["code"], str(SOURCE / name), "exec"), names)
        assert printed.getvalue() == (block["output"] or ""), f"line {line}"
